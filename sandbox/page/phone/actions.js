// What happens when something is tapped in LINE.

import { el, freshId } from "../dom.js";
import { follow, messageOf } from "../links.js";
import { word } from "../words.js";
import { showPicture } from "./viewer.js";

const PICKERS = { date: ["date", "pickDate"], time: ["time", "pickTime"], datetime: ["datetime-local", "pickDateTime"] };

const wall = (value) => value?.replace("t", "T"); // LINE writes 2026-12-04t15:00 as well

function pickMoment(sheets, action) {
  const [type, title] = PICKERS[action.mode];
  const titleId = freshId("picker");
  return new Promise((resolve) => {
    const finish = (value) => {
      sheet.close();
      resolve(value);
    };
    const box = el("input", { type, class: "input", "aria-labelledby": titleId, value: wall(action.initial) ?? "", min: wall(action.min), max: wall(action.max), data: { testid: "line-picker", firstFocus: "" } });
    const done = el("button", { type: "button", class: "line-button", data: { testid: "line-picker-done" }, on: { click: () => box.reportValidity() && box.value && finish(box.value) } }, word("decide"));
    const dialog = el("div", { class: "sheet line-sheet", role: "dialog", "aria-modal": "true", "aria-labelledby": titleId },
      el("h3", { id: titleId }, action.label || word(title)), box,
      el("div", { class: "sheet-foot" }, el("button", { type: "button", class: "line-button pale", on: { click: () => finish(null) } }, word("cancel")), done));
    const sheet = sheets.open(dialog, () => finish(null));
  });
}

async function postback(action, phone) {
  const { data, displayText, text, inputOption, fillInText } = action;
  if (inputOption === "openKeyboard") phone.fill(fillInText ?? "");
  if (inputOption === "openRichMenu" || inputOption === "closeRichMenu") phone.openMenu(inputOption === "openRichMenu");
  await phone.act("tap", { data, displayText });
  if (text && !displayText) await phone.act("say", { text }); // the older `text` also sends a message
}

function uri(action, phone) {
  const text = messageOf(action.uri);
  if (text === null) follow(action.uri);
  else phone.fill(text);
}

async function datetimepicker(action, phone) {
  const value = await pickMoment(phone.sheets, action);
  if (value) await phone.act("tap", { data: action.data, params: { [action.mode]: value } });
}

const DEEDS = {
  message: (action, phone) => phone.act("tap", { text: action.text }),
  postback,
  uri,
  datetimepicker,
  richmenuswitch: (action, phone) => phone.act("tap", { data: action.data, params: { newRichMenuAliasId: action.richMenuAliasId, status: "SUCCESS" } }),
  viewer: (action, phone) => showPicture(phone.sheets, action.source, word("photoKind")),
  clipboard: (action) => navigator.clipboard.writeText(action.clipboardText),
};

/** Runs `action` for `phone` {act(deed, body), fill(text), openMenu(isOpen), sheets, tell(sentence)}. */
export function perform(action, phone) {
  const deed = DEEDS[action.type];
  return deed ? deed(action, phone) : phone.tell(word("onlyOnPhone", { type: action.type }));
}

// The "are you sure?" dialog that a Block Kit element may ask for.

import { el, freshId } from "../dom.js";
import { word } from "../words.js";
import { plain, textNode } from "./texts.js";

/** Answers a promise of true (confirmed) or false (denied, closed). Without a `confirm` object it is true at once. */
export function asks(sheets, confirm, context) {
  if (!confirm) return Promise.resolve(true);
  const titleId = freshId("confirm");
  return new Promise((resolve) => {
    const finish = (answer) => () => {
      sheet.close();
      resolve(answer);
    };
    const style = confirm.style === "danger" ? "danger" : "primary";
    const dialog = el("div", { class: "sheet confirm", role: "alertdialog", "aria-modal": "true", "aria-labelledby": titleId, data: { testid: "slack-confirm" } },
      el("h3", { id: titleId }, plain(confirm.title) || word("confirmTitle")),
      confirm.text ? textNode(confirm.text, context) : null,
      el("div", { class: "sheet-foot" },
        el("button", { type: "button", class: "bk-button", data: { testid: "slack-confirm-no" }, on: { click: finish(false) } }, plain(confirm.deny) || word("confirmNo")),
        el("button", { type: "button", class: `bk-button ${style}`, data: { testid: "slack-confirm-yes", firstFocus: "" }, on: { click: finish(true) } }, plain(confirm.confirm) || word("confirmYes"))));
    const sheet = sheets.open(dialog, finish(false));
  });
}

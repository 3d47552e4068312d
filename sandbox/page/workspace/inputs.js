// The typed elements of Block Kit: texts, numbers, dates and times, checkboxes and radio buttons.
// Each maker takes the element and `hooks` {id, label, describedBy, state, change(state, how)}; `how` is
// "typed" while writing, "entered" on Enter and "chosen" for a finished choice.

import { el, fitHeight, freshId, isComposing } from "../dom.js";
import { epochOfWallTime, wallTime } from "../moments.js";
import { mrkdwn } from "./mrkdwn.js";
import { stateKey, stateWith } from "./states.js";
import { plain } from "./texts.js";

const SETTLED_MS = 600;

function common(element, hooks) {
  return { id: hooks.id, "aria-label": hooks.id ? undefined : hooks.label, "aria-describedby": hooks.describedBy, data: { actionId: element.action_id } };
}

function onEnter(element, hooks, read) {
  return (event) => {
    if (event.key !== "Enter" || isComposing(event) || (element.multiline && !event.ctrlKey && !event.metaKey)) return;
    event.preventDefault();
    hooks.change(stateWith(element, read()), "entered");
  };
}

function written(element, hooks, node, valueOf = (text) => text || null) {
  const read = () => valueOf(node.value);
  node.addEventListener("input", () => hooks.change(stateWith(element, read()), "typed"));
  node.addEventListener("keydown", onEnter(element, hooks, read));
  return node;
}

function textInput(element, hooks) {
  const attributes = { ...common(element, hooks), class: "input", placeholder: plain(element.placeholder), value: hooks.state.value ?? "", maxlength: element.max_length };
  if (!element.multiline) return written(element, hooks, el("input", { type: "text", autocomplete: "off", ...attributes }));
  const area = el("textarea", { rows: 4, ...attributes });
  area.addEventListener("input", () => fitHeight(area));
  return written(element, hooks, area);
}

function lineInput(type, inputmode) {
  return (element, hooks) =>
    written(element, hooks, el("input", { type, inputmode, autocomplete: "off", ...common(element, hooks), class: "input", placeholder: plain(element.placeholder), value: hooks.state.value ?? "" }));
}

function richValue(text) {
  if (!text) return null;
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] };
}

function textOfRich(value) {
  return (value?.elements ?? []).flatMap((part) => part.elements ?? []).map((piece) => piece.text ?? "").join("");
}

function richInput(element, hooks) {
  const area = el("textarea", { rows: 4, ...common(element, hooks), class: "input", placeholder: plain(element.placeholder), value: textOfRich(hooks.state.rich_text_value) });
  return written(element, hooks, area, richValue);
}

/** Date and time fields report each keystroke as a change; a year half typed ("0002") must not be sent as a choice. */
function settling(node, report) {
  let timer = 0;
  let last = node.value;
  const finish = () => {
    clearTimeout(timer);
    if (node.value === last) return;
    last = node.value;
    report("chosen");
  };
  node.addEventListener("change", () => {
    clearTimeout(timer);
    report("typed");
    timer = setTimeout(finish, SETTLED_MS);
  });
  node.addEventListener("blur", finish);
  node.addEventListener("keydown", (event) => event.key === "Enter" && finish());
}

function picker(type, show = (choice) => choice, read = (text) => text) {
  return (element, hooks) => {
    const choice = hooks.state[stateKey(element.type)];
    const node = el("input", { type, ...common(element, hooks), class: "input picker", value: choice ? show(choice) : "" });
    if (hooks.label) node.title = hooks.label;
    settling(node, (how) => hooks.change(stateWith(element, node.value ? read(node.value) : null), how));
    return node;
  };
}

function optionText(option, hooks) {
  const text = option.text.type === "mrkdwn" ? mrkdwn(option.text.text, hooks) : plain(option.text);
  return el("span", { class: "tick-text" }, text, option.description ? el("small", {}, plain(option.description)) : null);
}

function ticks(type, isOn, choose) {
  return (element, hooks) => {
    const name = freshId("ticks");
    let state = hooks.state;
    const group = el("div", { role: type === "radio" ? "radiogroup" : "group", class: "ticks", id: hooks.id, "aria-label": hooks.label, "aria-describedby": hooks.describedBy, data: { actionId: element.action_id } });
    for (const option of element.options) {
      const box = el("input", { type, name, checked: isOn(state, option), value: option.value });
      box.addEventListener("change", () => {
        state = choose(element, state, option, box.checked);
        hooks.change(state, "chosen");
      });
      group.append(el("label", { class: "tick", data: { value: option.value } }, box, optionText(option, hooks)));
    }
    return group;
  };
}

const without = (options, value) => options.filter((option) => option.value !== value);

export const INPUTS = {
  plain_text_input: textInput,
  number_input: lineInput("text", "decimal"),
  email_text_input: lineInput("email", "email"),
  url_text_input: lineInput("url", "url"),
  rich_text_input: richInput,
  datepicker: picker("date"),
  timepicker: picker("time"),
  datetimepicker: picker("datetime-local", wallTime, epochOfWallTime),
  checkboxes: ticks("checkbox",
    (state, option) => state.selected_options.some((other) => other.value === option.value),
    (element, state, option, on) => stateWith(element, on ? [...without(state.selected_options, option.value), option] : without(state.selected_options, option.value))),
  radio_buttons: ticks("radio",
    (state, option) => state.selected_option?.value === option.value,
    (element, state, option) => stateWith(element, option)),
};

// Any interactive element of Block Kit.

import { el } from "../dom.js";
import { icon } from "../icons.js";
import { follow } from "../links.js";
import { menuButton } from "../menu.js";
import { word } from "../words.js";
import { fileInput } from "./fileinput.js";
import { INPUTS } from "./inputs.js";
import { SELECTS } from "./selects.js";
import { plain } from "./texts.js";

function button(element, hooks) {
  const node = el("button", {
    type: "button", class: `bk-button ${element.style ?? ""}`, "aria-label": element.accessibility_label,
    data: { actionId: element.action_id, value: element.value },
  }, plain(element.text));
  node.addEventListener("click", async () => {
    if (node.ariaBusy === "true") return;
    node.ariaBusy = "true";
    if (element.url) follow(element.url);
    try {
      await hooks.change({ type: "button", value: element.value }, "chosen");
    } finally {
      node.ariaBusy = "false";
    }
  });
  return node;
}

function overflow(element, hooks) {
  const entries = () => element.options.map((option) => ({
    label: plain(option.text),
    description: plain(option.description),
    value: option.value,
    choose: () => {
      if (option.url) follow(option.url);
      hooks.change({ type: "overflow", selected_option: option }, "chosen");
    },
  }));
  return menuButton({ class: "bk-button overflow", "aria-label": hooks.label || word("more"), data: { actionId: element.action_id } }, icon("dots", 18), entries);
}

const MAKERS = { button, overflow, workflow_button: button, file_input: fileInput, ...INPUTS, ...SELECTS };

/**
 * A node for `element`. `hooks`: id, label, describedBy, state, change(state, how), users(), channels(), suggest(query),
 * names and locale. Unknown types give a sentence instead of nothing, so that a bot's mistake is seen.
 */
export function elementNode(element, hooks) {
  const make = MAKERS[element.type];
  if (!make) return el("span", { class: "unknown" }, word("unknownBlock", { type: element.type }));
  return make(element, hooks);
}

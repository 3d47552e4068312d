// Block Kit's file_input: files are uploaded as they are chosen, and the form tells of them.

import { el } from "../dom.js";
import { icon } from "../icons.js";
import { fileChooser, sizeOf } from "../upload.js";
import { word } from "../words.js";
import { stateWith } from "./states.js";

function row(file, remove) {
  const url = `people/slack/files/${encodeURIComponent(file.id)}`;
  const glance = file.mimetype?.startsWith("image/") ? el("img", { src: url, alt: "", class: "chosen-glance" }) : icon("file");
  return el("li", { class: "chosen-file", data: { testid: "slack-chosen-file" } }, glance,
    el("span", { class: "chosen-name" }, el("strong", {}, file.name), el("small", {}, sizeOf(file.size))),
    el("button", { type: "button", class: "plain icon-button", "aria-label": word("removeFile", { name: file.name }), on: { click: remove } }, icon("close", 16)));
}

/** `hooks` as for every element, with upload(files) and tell(sentence). */
export function fileInput(element, hooks) {
  let files = hooks.state.files ?? [];
  const list = el("ul", { class: "chosen-files", "aria-label": word("chosenFiles") });
  const button = el("button", { type: "button", class: "bk-button", "aria-label": hooks.label ? `${hooks.label}: ${word("chooseFiles")}` : undefined, "aria-describedby": hooks.describedBy, data: { actionId: element.action_id } },
    icon("clip", 18), word("chooseFiles"));

  function become(next) {
    files = next;
    list.replaceChildren(...files.map((file) => row(file, () => {
      become(files.filter((other) => other !== file));
      button.focus();
      hooks.change(stateWith(element, files), "chosen");
    })));
    list.hidden = files.length === 0;
  }

  async function onFiles(chosen) {
    button.ariaBusy = "true";
    const answer = await hooks.upload(chosen);
    button.ariaBusy = "false";
    if (!answer) return;
    become([...files, ...answer.files]);
    hooks.change(stateWith(element, files), "chosen");
  }

  const accept = element.filetypes?.map((type) => `.${type}`).join(",");
  const input = fileChooser({ testid: "slack-file-input", accept, onFiles, tell: hooks.tell });
  button.addEventListener("click", () => input.click());
  become(files);
  return el("div", { class: "file-input" }, input, button, list);
}

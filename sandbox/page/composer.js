// A text box with a send button. Enter sends, Shift+Enter breaks the line, and the Enter that accepts
// a Japanese conversion does neither.

import { el, fitHeight, isComposing } from "./dom.js";
import { icon } from "./icons.js";
import { word } from "./words.js";

export class Composer {
  /**
   * @param {{label: string, testid: string, sendTestid: string, before?: Node[], onSend(text: string): Promise<boolean>, onKey?(event): boolean, onInput?(): void}} settings
   *   `onSend` answers whether the text was accepted (otherwise it comes back into the box); `onKey` answers true when it took the key.
   */
  constructor({ label, testid, sendTestid, before = [], onSend, onKey = () => false, onInput = () => {} }) {
    this.onSend = onSend;
    this.onKey = onKey;
    this.onInput = onInput;
    this.box = el("textarea", { class: "composer-box", rows: 1, "aria-label": label, placeholder: label, autocomplete: "off", spellcheck: "false", data: { testid } });
    this.button = el("button", { type: "button", class: "composer-send", "aria-label": word("send"), title: word("send"), disabled: true, data: { testid: sendTestid } }, icon("send"));
    this.node = el("div", { class: "composer" }, before, this.box, this.button);
    this.box.addEventListener("input", () => this.#changed());
    this.box.addEventListener("keydown", (event) => this.#keydown(event));
    this.button.addEventListener("click", () => {
      this.#send();
      this.box.focus();
    });
  }

  fill(text) {
    this.box.value = text;
    this.#changed();
    this.box.focus();
    this.box.setSelectionRange(text.length, text.length);
  }

  allow(isAllowed) {
    this.box.disabled = !isAllowed;
    this.#changed();
  }

  name(words) {
    this.box.placeholder = words;
    this.box.setAttribute("aria-label", words);
  }

  #changed() {
    this.button.disabled = this.box.value.trim() === "" || this.box.disabled;
    fitHeight(this.box);
    this.onInput();
  }

  #keydown(event) {
    if (isComposing(event) || this.onKey(event)) return;
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    this.#send();
  }

  async #send() {
    const text = this.box.value.trim();
    if (!text || this.box.disabled) return;
    this.box.value = "";
    this.#changed();
    const accepted = await this.onSend(text);
    if (accepted || this.box.value) return;
    this.box.value = text;
    this.#changed();
  }
}

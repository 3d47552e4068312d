// The open list of a select menu: draws choices, moves the active row, reports the picked one.

import { el, freshId } from "../dom.js";
import { icon } from "../icons.js";
import { word } from "../words.js";

const PAGE_STEP = 8;

function row(choice, chosen, pick) {
  return el("li", { role: "option", id: freshId("option"), class: "option", "aria-selected": String(chosen), data: { value: choice.value }, on: { click: pick } },
    el("span", { class: "option-label" }, choice.label, choice.description ? el("small", {}, choice.description) : null),
    chosen ? icon("check", 16) : null);
}

function remark(sentence) {
  return el("li", { role: "presentation", class: "option-none" }, sentence);
}

export class ChoiceList {
  #shown = [];
  #active = -1;

  /** @param {{label: string, multiple: boolean, isChosen(choice): boolean, onPick(choice): void}} settings */
  constructor({ label, multiple, isChosen, onPick }) {
    this.isChosen = isChosen;
    this.onPick = onPick;
    this.node = el("ul", { role: "listbox", class: "options", id: freshId("options"), tabIndex: -1, "aria-label": label, "aria-multiselectable": multiple ? "true" : undefined });
  }

  /** Shows `choices`; the active row is told to screen readers through `holder`, which has the focus. */
  draw(choices, holder) {
    this.#shown = choices;
    const nodes = choices.flatMap((choice, at) => {
      const own = row(choice, this.isChosen(choice), () => this.onPick(choice));
      const heads = choice.group && choice.group !== choices[at - 1]?.group;
      return heads ? [el("li", { role: "presentation", class: "option-group" }, choice.group), own] : [own];
    });
    this.node.replaceChildren(...(nodes.length ? nodes : [remark(word("noMatch"))]));
    this.#activate(Math.max(0, choices.findIndex(this.isChosen)), holder);
  }

  /** Shows a sentence instead of choices. */
  say(sentence) {
    this.#shown = [];
    this.#active = -1;
    this.node.replaceChildren(remark(sentence));
  }

  onKey(event, holder) {
    const targets = { ArrowDown: this.#active + 1, ArrowUp: this.#active - 1, PageDown: this.#active + PAGE_STEP, PageUp: this.#active - PAGE_STEP };
    if (holder === this.node) Object.assign(targets, { Home: 0, End: this.#shown.length - 1 });
    if (event.key in targets) this.#activate(targets[event.key], holder);
    else if (this.#shown[this.#active] && (event.key === "Enter" || (event.key === " " && holder === this.node))) this.onPick(this.#shown[this.#active]);
    else return;
    event.preventDefault();
  }

  #activate(index, holder) {
    this.#active = Math.max(0, Math.min(this.#shown.length - 1, index));
    const nodes = this.node.querySelectorAll("[role=option]");
    nodes.forEach((node, at) => node.classList.toggle("active", at === this.#active));
    nodes[this.#active]?.scrollIntoView({ block: "nearest" });
    holder.setAttribute("aria-activedescendant", nodes[this.#active]?.id ?? "");
  }
}

// The select menus of Block Kit: one or many choices, fixed or fetched while typing.

import { el, isComposing } from "../dom.js";
import { icon } from "../icons.js";
import { openPopup } from "../popup.js";
import { word } from "../words.js";
import { ChoiceList } from "./choices.js";

const FILTER_FROM = 8;
const TYPING_PAUSE = 150;

function matches(choice, query) {
  return choice.label.toLowerCase().includes(query.toLowerCase());
}

function isSame(some, others) {
  return some.length === others.length && some.every((choice, at) => choice.value === others[at].value);
}

export class Chooser {
  #chosen;
  #draft;
  #popup = null;
  #list = null;
  #holder = null; // has the focus while the list is open: the filter box, or the list itself

  /**
   * @param {object} settings `label`, `describedBy`, `actionId`, `placeholder`, `multiple`, `limit`, `chosen` (choices),
   *   `choices` = [{value, label, description?, group?, raw}] or `load(query)` giving them, `shortest` = characters before a load,
   *   `onChoose(choices)` → may answer (a promise of) false to refuse.
   */
  constructor(settings) {
    this.settings = { multiple: false, shortest: 0, limit: Infinity, chosen: [], ...settings };
    this.#chosen = this.settings.chosen;
    this.#draft = this.#chosen;
    this.words = el("span", { class: "chooser-text" });
    this.node = el("button", {
      type: "button", class: "chooser", role: "combobox", "aria-haspopup": "listbox", "aria-expanded": "false", "aria-label": settings.label,
      "aria-describedby": settings.describedBy, data: { actionId: settings.actionId },
    }, this.words, icon("down", 16));
    this.node.addEventListener("click", () => (this.#popup ? this.#popup.close() : this.#open()));
    this.node.addEventListener("keydown", (event) => this.#keydown(event));
    this.#paint();
  }

  #isChosen = (choice) => this.#draft.some((other) => other.value === choice.value);

  #paint() {
    this.words.textContent = this.#draft.map((choice) => choice.label).join(", ") || this.settings.placeholder || word("choose");
    this.words.classList.toggle("faint", this.#draft.length === 0);
  }

  #keydown(event) {
    if (this.#popup || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    event.preventDefault();
    this.#open();
  }

  #open() {
    const { label, multiple, load, choices } = this.settings;
    this.#list = new ChoiceList({ label, multiple, isChosen: this.#isChosen, onPick: (choice) => this.#pick(choice) });
    const filter = load || choices.length >= FILTER_FROM ? this.#filterBox() : null;
    this.#holder = filter ?? this.#list.node;
    this.#holder.addEventListener("keydown", (event) => isComposing(event) || this.#list.onKey(event, this.#holder));
    this.#popup = openPopup(this.node, el("div", { class: "chooser-panel" }, filter, this.#list.node), () => this.#closed());
    this.node.setAttribute("aria-expanded", "true");
    this.#holder.focus();
    this.#fill("").then(() => this.#popup?.place());
  }

  #filterBox() {
    const box = el("input", { type: "text", class: "filter", role: "combobox", "aria-expanded": "true", "aria-controls": this.#list.node.id, "aria-label": word("search"), placeholder: word("search"), autocomplete: "off" });
    let timer = 0;
    box.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.#fill(box.value), this.settings.load ? TYPING_PAUSE : 0);
    });
    return box;
  }

  async #fill(query) {
    const { load, shortest, choices } = this.settings;
    const [list, holder] = [this.#list, this.#holder];
    if (!load) return list.draw(choices.filter((choice) => matches(choice, query)), holder);
    if (query.length < shortest) return list.say(word("searchMore", { n: shortest }));
    list.say(word("searching"));
    const found = await load(query);
    if (holder.value !== query) return null; // an answer to what was typed before
    return found ? list.draw(found, holder) : list.say(word("optionsFailed"));
  }

  #pick(choice) {
    const { multiple, limit } = this.settings;
    if (!multiple) {
      this.#draft = [choice];
      this.#popup.close();
      return;
    }
    if (this.#isChosen(choice)) this.#draft = this.#draft.filter((other) => other.value !== choice.value);
    else if (this.#draft.length < limit) this.#draft = [...this.#draft, choice];
    this.#paint();
    this.#fill(this.#holder.value ?? "");
  }

  async #closed() {
    this.#popup = null;
    this.node.setAttribute("aria-expanded", "false");
    const next = this.#draft;
    if (isSame(next, this.#chosen)) return;
    const accepted = await this.settings.onChoose(next);
    if (accepted !== false) this.#chosen = next;
    this.#draft = this.#chosen;
    this.#paint();
  }
}

// What the Slack composer offers while one types: slash commands with their hints, and people after "@".

import { el, freshId } from "../dom.js";
import { word } from "../words.js";

const COMMAND = /^\/\S*$/;
const MENTION = /(?:^|\s)@([^\s@]*)$/;
const MOST = 8;

function commandOffers(text, commands) {
  if (!COMMAND.test(text)) return [];
  return commands
    .filter((command) => command.name.startsWith(text))
    .map((command) => ({ text: command.name, hint: command.hint ?? "", detail: command.description ?? "", whole: `${command.name} `, after: "" }));
}

function mentionOffers(before, after, people) {
  const found = before.match(MENTION);
  if (!found) return [];
  const typed = found[1].toLowerCase();
  const head = before.slice(0, before.length - found[1].length);
  return people
    .filter((person) => person.words.some((each) => each.toLowerCase().includes(typed)))
    .slice(0, MOST)
    .map((person) => ({ text: `@${person.handle}`, hint: person.real, whole: `${head}${person.handle} `, after }));
}

export class Suggestions {
  #listId = freshId("suggestions");
  #offers = [];
  #active = 0;
  #pad = null;

  /** @param {() => {commands: {name, hint, description?}[], people: {handle, real, words: string[]}[]}} source */
  constructor(source) {
    this.source = source;
    this.node = el("ul", { class: "suggestions", role: "listbox", id: this.#listId, hidden: true, data: { testid: "slack-suggestions" } });
    this.hint = el("p", { class: "composer-hint" });
  }

  /** Begins to serve a composer, whose `onKey` and `onInput` must lead here. */
  attach(composer) {
    this.#pad = composer;
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.#listId };
    for (const [name, value] of Object.entries(attributes)) composer.box.setAttribute(name, value);
    composer.box.addEventListener("blur", () => this.#hide());
    this.#paintHint();
  }

  refresh() {
    const { value, selectionStart: caret } = this.#pad.box;
    const { commands, people } = this.source();
    this.#offers = [...commandOffers(value, commands), ...mentionOffers(value.slice(0, caret), value.slice(caret), people)];
    this.#active = 0;
    this.#paint();
    this.#paintHint();
  }

  /** Answers true when the key was for the list. Enter on a command that is typed in full sends it. */
  onKey(event) {
    const count = this.#offers.length;
    if (count === 0 || !this.#takesKey(event)) return false;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (steps[event.key]) this.#active = (this.#active + steps[event.key] + count) % count;
    else if (event.key === "Escape") this.#offers = [];
    else this.#take(this.#offers[this.#active]);
    event.preventDefault();
    event.stopPropagation();
    this.#paint();
    return true;
  }

  #takesKey(event) {
    if (["ArrowDown", "ArrowUp", "Escape"].includes(event.key)) return true;
    if (event.shiftKey) return false;
    return event.key === "Tab" || (event.key === "Enter" && !this.#offers.some((offer) => offer.text === this.#pad.box.value));
  }

  #take(offer) {
    this.#pad.fill(offer.whole + offer.after);
    this.#pad.box.setSelectionRange(offer.whole.length, offer.whole.length);
    this.#hide();
  }

  #hide() {
    this.#offers = [];
    this.#paint();
  }

  #row(offer, at) {
    const take = (event) => {
      event.preventDefault(); // the composer keeps the focus
      this.#take(offer);
    };
    const isActive = at === this.#active;
    return el("li", { role: "option", id: `${this.#listId}-${at}`, class: isActive ? "option active" : "option", "aria-selected": String(isActive), on: { pointerdown: take } },
      el("strong", {}, offer.text), " ", el("span", { class: "faint" }, offer.hint), offer.detail ? el("small", {}, offer.detail) : null);
  }

  #paint() {
    const { box } = this.#pad;
    const isOpen = this.#offers.length > 0;
    this.node.hidden = !isOpen;
    this.node.replaceChildren(...this.#offers.map((offer, at) => this.#row(offer, at)));
    this.node.setAttribute("aria-label", word(this.#offers[0]?.text.startsWith("/") ? "commandsList" : "peopleList"));
    box.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) box.setAttribute("aria-activedescendant", `${this.#listId}-${this.#active}`);
    else box.removeAttribute("aria-activedescendant");
  }

  #paintHint() {
    const name = this.#pad.box.value.match(/^(\/\S+)\s/)?.[1];
    const command = this.source().commands.find((each) => each.name === name);
    this.hint.replaceChildren(...(command?.hint ? [el("code", {}, command.name), ` ${command.hint}`] : [word("keys")]));
  }
}

// The talk: rows of bubbles with icons, names and times.

import { el } from "../dom.js";
import { icon, knot } from "../icons.js";
import { keyedList, stickToEnd } from "../keyed.js";
import { localPicture } from "../links.js";
import { menuButton } from "../menu.js";
import { clock, dayKey, moment, shortDay } from "../moments.js";
import { language, word } from "../words.js";
import { bubbleContent, isWide } from "./bubbles.js";
import { isQuotable, quotation } from "./quotes.js";

const SYSTEM_WORDS = { follow: "followed", unfollow: "unfollowed" };

function face(sender, size = 34) {
  const source = localPicture(sender?.iconUrl);
  return el("span", { class: "line-face", "aria-hidden": "true" }, source ? el("img", { src: source, alt: "", width: size, height: size }) : knot(size));
}

function timeNode(message, locale) {
  return el("time", { class: "line-time", datetime: moment(message.at).toISOString() }, clock(message.at, locale));
}

function systemRow(message) {
  const words = message.text ?? (SYSTEM_WORDS[message.type] ? word(SYSTEM_WORDS[message.type]) : message.type);
  return el("p", { class: "line-system", data: { testid: "line-system" } }, words);
}

function messageMenu(message, { onUnsend, onQuote }) {
  const entries = () => [
    ...(isQuotable(message) ? [{ label: word("quote"), value: "quote", choose: () => onQuote(message) }] : []),
    ...(message.from === "user" ? [{ label: word("unsend"), value: "unsend", danger: true, choose: () => onUnsend(message.id) }] : []),
  ];
  if (message.from !== "user" && !isQuotable(message)) return null;
  return menuButton({ class: "plain line-more", "aria-label": word("more"), data: { testid: "line-message-menu" } }, icon("dots", 16), entries);
}

/** The message with what it answers above it. */
function content(message, { perform, quoted, botName }) {
  const own = bubbleContent(message, perform);
  return message.quotedMessageId ? el("div", { class: "line-quoting" }, quotation(quoted, botName), own) : own;
}

function ownRow(message, context) {
  return el("div", { class: "line-row own" },
    el("div", { class: "line-aside" }, messageMenu(message, context), timeNode(message, context.locale)),
    el("div", { class: "line-content" }, content(message, context)));
}

function botRow(message, context) {
  const { locale, botName, grouped } = context;
  const name = message.sender?.name ? `${message.sender.name} from ${botName}` : botName;
  const wide = isWide(message);
  return el("div", { class: `line-row bot${grouped ? " grouped" : ""}${wide ? " wide" : ""}` },
    grouped ? el("span", { class: "line-face-gap" }) : face(message.sender),
    el("div", { class: "line-content" },
      grouped ? null : el("p", { class: "line-name" }, name),
      el("div", { class: "line-pair" }, content(message, context),
        el("div", { class: "line-aside bot" }, messageMenu(message, context), timeNode(message, locale)))));
}

function messageNode(message, context) {
  if (message.from === "system") return systemRow(message);
  if (message.type === "unsent") return el("p", { class: "line-system" }, word("unsent"));
  const row = message.from === "user" ? ownRow(message, context) : botRow(message, context);
  const node = el("article", { data: { testid: "line-message", id: message.id, from: message.from }, "aria-label": message.from === "user" ? undefined : context.botName }, row);
  return node;
}

function sameSpeaker(message, before) {
  return before?.from === "bot" && message.from === "bot" && before.sender?.name === message.sender?.name && dayKey(before.at) === dayKey(message.at);
}

export class Talk {
  #shownPlace = null;

  /** @param {{perform(action): void, onUnsend(id: string): void, onQuote(message): void, context(): {locale: string, botName: string}}} desk */
  constructor(desk) {
    this.desk = desk;
    const rows = el("div", { class: "line-rows" });
    this.typing = el("div", { class: "line-row bot typing", hidden: true }, face(null), el("div", { class: "speech dots", role: "img", "aria-label": word("typing") }, el("i"), el("i"), el("i")));
    this.node = el("div", { class: "talk", role: "log", "aria-live": "polite", "aria-relevant": "additions text", tabIndex: 0, data: { testid: "line-talk" } }, rows, this.typing);
    this.list = keyedList(rows);
    this.scroll = stickToEnd(this.node);
  }

  /** Shows these messages; `place` names the customer, a new one starts at the end of the talk. */
  show(messages, isTyping, place) {
    const moved = place !== this.#shownPlace;
    this.#shownPlace = place;
    if (moved) {
      this.node.setAttribute("aria-busy", "true"); // a screen reader must not read out a whole history
      this.list.clear();
    }
    this.list.show(this.#rowsOf(messages));
    this.typing.hidden = !isTyping;
    this.node.removeAttribute("aria-busy");
    if (moved) this.scroll.jump();
    else this.scroll.settle();
  }

  /** Goes to the end, whatever the reader was looking at. */
  jump() {
    this.scroll.jump();
  }

  #rowsOf(messages) {
    const { locale, botName } = this.desk.context();
    const known = new Map(messages.map((message) => [message.id, message]));
    return messages.flatMap((message, at) => {
      const before = messages[at - 1];
      const quoted = known.get(message.quotedMessageId);
      const row = this.#rowOf(message, { grouped: sameSpeaker(message, before), quoted, locale, botName });
      if (before && dayKey(before.at) === dayKey(message.at)) return [row];
      return [{ key: `day-${dayKey(message.at)}`, print: locale, build: () => el("p", { class: "line-day" }, shortDay(message.at, locale)) }, row];
    });
  }

  #rowOf(message, context) {
    const { perform, onUnsend, onQuote } = this.desk;
    return {
      key: message.id,
      print: JSON.stringify([message, context, language()]),
      build: () => messageNode(message, { ...context, perform, onUnsend, onQuote }),
    };
  }
}

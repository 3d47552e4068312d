// Messages of a conversation or thread, as rows that stay in place while others change.

import { el } from "../dom.js";
import { icon, knot } from "../icons.js";
import { keyedList, stickToEnd } from "../keyed.js";
import { menuButton } from "../menu.js";
import { clock, dayKey, dayTitle, fullTime, moment } from "../moments.js";
import { language, word } from "../words.js";
import { attachmentNode, fileNode } from "./attachments.js";
import { blockNodes } from "./blocks.js";
import { mrkdwn } from "./mrkdwn.js";

const TOGETHER_MS = 5 * 60 * 1000;
const FOUND_MS = 2000;
const HUES = [8, 28, 152, 190, 214, 256, 292, 332];

function hueOf(id) {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.codePointAt(0)) % 997;
  return HUES[sum % HUES.length];
}

function avatar(message, name) {
  if (message.bot) return el("span", { class: "avatar bot", "aria-hidden": "true" }, knot(36));
  return el("span", { class: "avatar", "aria-hidden": "true", style: { "--hue": hueOf(message.user ?? name) } }, [...name][0] ?? "?");
}

function heading(message, name, context) {
  return el("div", { class: "msg-head" },
    el("strong", { class: "msg-name" }, name),
    message.bot ? el("span", { class: "app-tag" }, word("app")) : null,
    el("time", { class: "msg-time", datetime: moment(message.ts).toISOString(), title: fullTime(message.ts, context.locale) }, clock(message.ts, context.locale)));
}

function body(message, context) {
  const hasBlocks = message.blocks?.length > 0;
  return el("div", { class: "msg-body" },
    hasBlocks ? blockNodes(message.blocks, context) : message.text ? el("div", { class: "mrkdwn" }, mrkdwn(message.text, context)) : null,
    message.edited ? el("span", { class: "edited faint" }, ` ${word("edited")}`) : null,
    (message.attachments ?? []).map((attachment) => attachmentNode(attachment, context)),
    (message.files ?? []).map(fileNode));
}

function threadLink(message, onThread) {
  if (!message.reply_count || !onThread) return null;
  const fresh = message.unread_replies ? el("span", { class: "thread-new", data: { testid: "slack-thread-new" } }, word("newReplies", { n: message.unread_replies })) : null;
  return el("button", { type: "button", class: "thread-link", data: { testid: "slack-thread-open" }, on: { click: () => onThread(message.ts) } }, icon("reply", 16), word("replies", { n: message.reply_count }), fresh);
}

function tools(message, context, onThread) {
  const shortcuts = context.shortcuts ?? [];
  if (message.ephemeral || (!onThread && !shortcuts.length)) return null;
  const entries = () => shortcuts.map(({ callback_id, name }) => ({ label: name, value: callback_id, choose: () => context.shortcut(callback_id) }));
  return el("div", { class: "msg-tools" },
    onThread ? el("button", { type: "button", class: "plain icon-button", "aria-label": word("reply"), title: word("reply"), on: { click: () => onThread(message.thread_ts ?? message.ts) } }, icon("reply", 18)) : null,
    shortcuts.length ? menuButton({ class: "plain icon-button", "aria-label": word("messageMenu"), title: word("messageMenu"), data: { testid: "slack-message-menu" } }, icon("dots", 18), entries) : null);
}

function messageRow(message, context, { compact, onThread }) {
  const name = message.username ?? context.names.user(message.user) ?? message.user ?? "";
  const time = el("time", { class: "msg-time", "aria-hidden": "true" }, clock(message.ts, context.locale));
  return el("article", {
    class: `msg${compact ? " compact" : ""}${message.ephemeral ? " ephemeral" : ""}`, "aria-label": name,
    data: { testid: "slack-message", ts: message.ts, user: message.user, ephemeral: message.ephemeral ? "true" : undefined },
  },
  el("div", { class: "msg-side" }, compact ? time : avatar(message, name)),
  el("div", { class: "msg-main" },
    message.ephemeral ? el("p", { class: "only-you" }, icon("eye", 16), word("onlyYou")) : null,
    compact ? null : heading(message, name, context),
    body(message, context),
    threadLink(message, onThread)),
  tools(message, context, onThread));
}

function follows(message, before) {
  if (!before || before.ephemeral || message.ephemeral || before.user !== message.user || before.username !== message.username) return false;
  return moment(message.ts) - moment(before.ts) < TOGETHER_MS && dayKey(message.ts) === dayKey(before.ts);
}

function divider(message) {
  const title = dayTitle(message.ts, language());
  return el("div", { class: "day" }, el("span", {}, title));
}

export class MessageLog {
  #shownPlace = null;

  /** @param {{label: string, testid: string, contextFor(message): object, onThread?(ts): void, days?: boolean}} settings `days` = with date lines */
  constructor({ label, testid, contextFor, onThread, days = true }) {
    Object.assign(this, { contextFor, onThread, days });
    this.rows = el("div", { class: "log-rows" });
    this.node = el("div", { class: "log", role: "log", "aria-live": "polite", "aria-relevant": "additions text", "aria-label": label, tabIndex: 0, data: { testid } }, this.rows);
    this.list = keyedList(this.rows);
    this.scroll = stickToEnd(this.node);
  }

  /** Shows these messages; `place` names person and conversation, a new one starts at the end of the talk. */
  show(messages, place) {
    const moved = place !== this.#shownPlace;
    this.#shownPlace = place;
    if (moved) {
      this.node.setAttribute("aria-busy", "true"); // a screen reader must not read out a whole history
      this.list.clear();
    }
    this.list.show(messages.length ? this.#rowsOf(messages) : [this.#emptyRow()]);
    this.node.removeAttribute("aria-busy");
    if (moved) this.scroll.jump();
    else this.scroll.settle();
  }

  /** Goes to the end, whatever the reader was looking at. */
  jump() {
    this.scroll.jump();
  }

  /** Scrolls to one message and marks it for a moment. */
  reveal(ts) {
    const row = this.rows.querySelector(`[data-ts="${CSS.escape(ts)}"]`);
    if (!row) return;
    row.tabIndex = -1;
    row.scrollIntoView({ block: "center" });
    row.focus({ preventScroll: true });
    row.classList.add("found");
    setTimeout(() => row.classList.remove("found"), FOUND_MS);
  }

  #rowsOf(messages) {
    return messages.flatMap((message, at) => {
      const before = messages[at - 1];
      const row = this.#rowOf(message, before);
      if (!this.days || (before && dayKey(message.ts) === dayKey(before.ts))) return [row];
      return [{ key: `day-${dayKey(message.ts)}`, print: language(), build: () => divider(message) }, row];
    });
  }

  #rowOf(message, before) {
    const compact = follows(message, before);
    const { replies, ...own } = message;
    return {
      key: `${message.ts}${message.ephemeral ? "-e" : ""}`,
      print: JSON.stringify([own, compact]),
      build: () => messageRow(message, this.contextFor(message), { compact, onThread: this.onThread }),
    };
  }

  #emptyRow() {
    return { key: "empty", print: language(), build: () => el("p", { class: "log-empty faint" }, word("empty"), el("br"), word("emptyHint")) };
  }
}

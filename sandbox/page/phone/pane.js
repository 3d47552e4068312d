// The LINE side of the page: one customer's phone.

import { Composer } from "../composer.js";
import { Desk } from "../desk.js";
import { el } from "../dom.js";
import { icon, knot } from "../icons.js";
import { menuButton } from "../menu.js";
import { clock } from "../moments.js";
import { noticeStrip } from "../notice.js";
import { Pane } from "../pane.js";
import { line } from "../people.js";
import { SheetStack } from "../sheets.js";
import { language, word } from "../words.js";
import { perform } from "./actions.js";
import { quoteStrip } from "./quotes.js";
import { richMenu } from "./richmenu.js";
import { sharing } from "./sharing.js";
import { OFFERED, sticker } from "./stickers.js";
import { Talk } from "./talk.js";

const ANSWER_SECONDS = 2; // LINE's own limit for webhooks

const EMPTY_VIEW = { messages: [], friend: true, blocked: false, typing: false, richMenu: null };

export class LinePane extends Pane {
  constructor(page) {
    const notice = noticeStrip();
    super(page, notice, new Desk({ api: line, patience: ANSWER_SECONDS, emptyView: EMPTY_VIEW, tell: notice.tell, onView: () => this.paint() }));
    this.rebuild();
  }

  async be(user) {
    this.notice.clear();
    this.quoting.show(null);
    this.page.onPlace({ line: user });
    await this.desk.sitDown(user);
    if (user !== this.desk.user) return; // as on the Slack side
    this.page.select.value = user;
    this.page.root.dataset.person = user;
  }

  nameOf(user) {
    return this.#person(user)?.displayName;
  }

  playable() {
    return this.desk.roster.users.map((user) => user.userId);
  }

  options() {
    const mark = (user) => (user.blocked ? word("blockedShort") : user.friend ? "" : word("notFriend"));
    return this.desk.roster.users.map((user) =>
      el("option", { value: user.userId, selected: user.userId === this.current() }, user.displayName + (mark(user) ? ` (${mark(user)})` : "")));
  }

  #person(user) {
    return this.desk.roster?.users.find((each) => each.userId === user);
  }

  #botName() {
    return this.desk.roster?.bot.displayName ?? "";
  }

  #locale() {
    return (this.#person(this.current())?.language ?? "ja").replace("_", "-");
  }

  #perform = (action) => perform(action, {
    act: (deed, body) => this.desk.act(deed, body),
    fill: (text) => this.fill(text),
    tell: this.notice.tell,
    sheets: this.sheets,
    openMenu: this.menu.open,
  });

  // building

  build() {
    this.talk = new Talk({
      perform: this.#perform,
      onUnsend: (messageId) => this.desk.act("unsend", { messageId }),
      onQuote: (message) => this.#quote(message),
      context: () => ({ locale: this.#locale(), botName: this.#botName() }),
    });
    this.quick = el("div", { class: "quick", role: "group", "aria-label": word("quickReplies"), hidden: true });
    this.menu = richMenu(this.#perform);
    const base = el("div", { class: "chat" }, this.#buildHead(), this.#buildBanner(), this.talk.node, this.notice.node, this.quick, this.#buildDock(), this.menu.node, el("div", { class: "home-bar", "aria-hidden": "true" }));
    const host = el("div", { class: "sheets", hidden: true });
    this.sheets = new SheetStack(host, base, () => this.composer.box);
    this.page.root.replaceChildren(base, host);
  }

  #buildHead() {
    this.title = el("h3", { class: "line-title" });
    this.clock = el("span", {});
    const status = el("div", { class: "status-bar", "aria-hidden": "true" }, this.clock, el("span", { class: "status-signs" }, el("i", { class: "bars" }), el("i", { class: "battery" })));
    const menu = menuButton({ class: "plain icon-button", "aria-label": word("lineMenu"), data: { testid: "line-menu" } }, icon("menu"), () => this.#settings());
    return el("header", { class: "line-head" }, status, el("div", { class: "line-head-row" }, icon("back"), this.title, menu));
  }

  #buildBanner() {
    this.bannerWords = el("p", {});
    this.addFriend = el("button", { type: "button", class: "line-button", data: { testid: "line-add-friend" }, on: { click: () => this.#follow() } });
    this.banner = el("div", { class: "line-banner", hidden: true }, knot(28), this.bannerWords, this.addFriend);
    return this.banner;
  }

  #buildDock() {
    const entries = () => OFFERED.map((each) => ({ label: sticker(each.stickerId, 56), name: word("stickerOf"), choose: () => this.desk.act("sticker", each) }));
    this.stickers = menuButton({ class: "plain icon-button", "aria-label": word("stickers"), title: word("stickers") }, icon("smile"), entries, "menu grid");
    this.share = sharing({ act: (deed, body) => this.#share(deed, body), tell: this.notice.tell });
    this.quoting = quoteStrip();
    this.composer = new Composer({ label: word("lineInput"), testid: "line-composer", sendTestid: "line-send", before: [this.share.nodes, this.stickers], onSend: (text) => this.#send(text) });
    return el("div", { class: "line-dock" }, this.quoting.node, this.composer.node);
  }

  // doing

  async #send(text) {
    this.talk.jump();
    this.notice.clear();
    const quotedMessageId = this.quoting.id ?? undefined;
    const sent = Boolean(await this.desk.act("say", { text, quotedMessageId }));
    if (sent) this.quoting.show(null);
    return sent;
  }

  #share(deed, body) {
    this.talk.jump();
    this.notice.clear();
    return this.desk.act(deed, body);
  }

  #quote(message) {
    this.quoting.show(message, this.#botName());
    this.composer.box.focus();
  }

  #follow() {
    return this.desk.act("follow", this.desk.view.blocked ? { isUnblocked: true } : {});
  }

  #settings() {
    const { friend, blocked } = this.desk.view;
    const follow = { label: word(blocked ? "unblock" : "addFriend"), choose: () => this.#follow() };
    const block = { label: word("block"), danger: true, choose: () => this.desk.act("unfollow", {}) };
    return [...(friend && !blocked ? [] : [follow]), ...(blocked ? [] : [block])];
  }

  // showing

  paint() {
    if (!this.desk.roster) return;
    const { view } = this.desk;
    this.title.textContent = this.#botName();
    this.clock.textContent = clock(Date.now(), "ja");
    this.talk.node.setAttribute("aria-label", word("chatWith", { name: this.#botName() }));
    this.#paintBanner(view);
    this.#paintQuick(view.messages);
    this.menu.show(view.richMenu ?? null);
    this.talk.show(view.messages, view.typing, this.current());
    this.#paintFriendship(view);
  }

  #paintBanner({ friend, blocked }) {
    this.banner.hidden = friend && !blocked;
    this.bannerWords.textContent = blocked ? word("blocked") : word("addFriendAsk", { name: this.#botName() });
    this.addFriend.textContent = word(blocked ? "unblock" : "addFriend");
    this.composer.allow(!blocked);
    this.stickers.disabled = blocked;
    this.share.button.disabled = blocked;
  }

  /** Quick replies belong to the last message only and vanish with the next one. */
  #paintQuick(messages) {
    const last = messages.filter((message) => message.from !== "system").at(-1);
    const items = (last?.from === "bot" && last.quickReply?.items) || [];
    const print = `${last?.id} ${items.length} ${language()}`;
    if (this.quick.dataset.print === print) return;
    this.quick.dataset.print = print;
    this.quick.hidden = items.length === 0;
    this.quick.replaceChildren(...items.map((item) => this.#chip(item)));
  }

  #chip({ action, imageUrl }) {
    const dot = imageUrl ? el("span", { class: "quick-dot", "aria-hidden": "true" }) : null;
    return el("button", { type: "button", class: "quick-chip", data: { testid: "line-quick-reply", actionType: action.type }, on: { click: () => this.#perform(action) } }, dot, action.label ?? "");
  }

  /** The person switcher says who is a friend: a view knows it sooner than the roster. */
  #paintFriendship({ friend, blocked }) {
    const person = this.#person(this.current());
    if (!person || (person.friend === friend && person.blocked === blocked)) return;
    Object.assign(person, { friend, blocked });
    this.paintSelect();
  }
}

// The Slack side of the page: puts the workspace together and keeps it showing what its person sees.

import { Composer } from "../composer.js";
import { el } from "../dom.js";
import { knot, icon } from "../icons.js";
import { noticeStrip } from "../notice.js";
import { Pane } from "../pane.js";
import { SheetStack } from "../sheets.js";
import { uploadButton } from "../upload.js";
import { word } from "../words.js";
import { SlackDesk } from "./desk.js";
import { homeTab } from "./home.js";
import { MessageLog } from "./messages.js";
import { ModalStack } from "./modal.js";
import { groupsOf } from "./names.js";
import { sidebar } from "./sidebar.js";
import { Suggestions } from "./suggestions.js";
import { threadDrawer } from "./thread.js";

export class SlackPane extends Pane {
  #at = { conversation: null, tab: "messages", thread: null };
  #typed = new Map();
  #read = new Map();

  /** @param page as for every pane, and `isVisible()`: whether somebody can see this side now */
  constructor(page) {
    const notice = noticeStrip();
    super(page, notice, new SlackDesk({ tell: notice.tell, onView: () => this.paint() }));
    document.addEventListener("visibilitychange", () => this.paint());
    document.addEventListener("kizuna:goto", ({ detail }) => this.#goto(detail));
    this.rebuild();
  }

  async be(user, conversation = null) {
    this.#at = { conversation, tab: "messages", thread: null };
    this.#typed.clear();
    this.#read.clear();
    this.notice.clear();
    this.page.onPlace({ slack: user });
    await this.desk.sitDown(user);
    if (user !== this.desk.user) return; // somebody else sat down meanwhile
    this.page.select.value = user;
    this.page.root.dataset.person = user; // who sits here by now: what is typed from here on is theirs
    this.page.onPlace({ conversation: this.#at.conversation });
  }

  open(conversation) {
    if (conversation !== this.#at.conversation && this.#find(conversation)) this.#show(conversation);
  }

  fill(text) {
    if (this.#at.tab === "home") this.#show(this.#at.conversation);
    super.fill(text);
  }

  nameOf(user) {
    return this.desk.who?.names.user(user);
  }

  playable() {
    return groupsOf(this.desk.roster).flatMap((group) => group.users.map((user) => user.id));
  }

  options() {
    const option = (user) => el("option", { value: user.id, selected: user.id === this.current() }, (user.real_name || user.name) + (user.is_admin ? ` (${word("admin")})` : ""));
    return groupsOf(this.desk.roster).map((group) => el("optgroup", { label: word(group.title) }, group.users.map(option)));
  }

  #find(conversation) {
    return this.desk.view.conversations.find((each) => each.id === conversation);
  }

  #contextFor = (message) => this.desk.messageContext(this.#at.conversation, message);

  // building

  build() {
    const side = this.#buildSide();
    const dock = this.#buildDock();
    this.log = new MessageLog({ label: "", testid: "slack-messages", contextFor: this.#contextFor, onThread: (ts) => this.#openThread(ts) });
    this.thread = threadDrawer({ contextFor: this.#contextFor, onClose: () => this.#closeThread(), onReply: (ts, text) => this.#reply(ts, text), onFiles: (ts, files) => this.#upload(files, ts), tell: this.notice.tell });
    this.home = homeTab(this.desk);
    const column = el("div", { class: "column" }, this.#buildHead(), this.log.node, this.home.node, this.notice.node, dock);
    const base = el("div", { class: "workspace" }, side, column, this.thread.node);
    const host = el("div", { class: "sheets", hidden: true });
    this.desk.sheets = new SheetStack(host, base, () => this.composer.box);
    this.modals = new ModalStack(this.desk, this.#typed, (dialog) => (dialog ? dialog.querySelector(".sheet-foot") : dock).before(this.notice.node));
    this.page.root.replaceChildren(base, host);
  }

  #buildSide() {
    this.team = el("p", { class: "team" });
    this.sidebar = sidebar((conversation) => this.#show(conversation));
    return el("div", { class: "workspace-side" }, this.team, this.sidebar.node);
  }

  #buildHead() {
    const tab = (name, key) => el("button", { type: "button", class: "tab", data: { testid: `slack-tab-${name}`, tab: name }, on: { click: () => this.#show(this.#at.conversation, name) } }, word(key));
    this.title = el("h3", { class: "conversation-title" });
    this.tabs = el("div", { class: "conversation-tabs" }, tab("messages", "messagesTab"), tab("home", "homeTab"));
    return el("header", { class: "conversation-head" }, this.title, this.tabs);
  }

  #buildDock() {
    const offers = new Suggestions(() => ({ commands: this.desk.roster?.commands ?? [], people: this.desk.who?.mentionable() ?? [] }));
    this.composer = new Composer({
      label: word("send"), testid: "slack-composer", sendTestid: "slack-send",
      before: uploadButton({ testid: "slack-file", onFiles: (files) => this.#upload(files), tell: this.notice.tell }),
      onSend: (text) => this.#send(text), onKey: (event) => offers.onKey(event), onInput: () => offers.refresh(),
    });
    offers.attach(this.composer);
    this.dock = el("div", { class: "composer-dock" }, offers.node, this.composer.node, offers.hint);
    return this.dock;
  }

  // doing

  async #send(text) {
    const name = text.startsWith("/") ? text.split(/\s/)[0] : null;
    if (name && !this.desk.roster.commands.some((command) => command.name === name)) {
      this.notice.tell(word("unknownCommand", { name }));
      return false;
    }
    this.log.jump();
    this.notice.clear();
    return Boolean(await this.desk.act(name ? "command" : "say", { channel: this.#at.conversation, text }));
  }

  async #upload(files, thread) {
    if (!thread) this.log.jump();
    this.notice.clear();
    await this.desk.act("say", { channel: this.#at.conversation, text: "", files, thread_ts: thread });
  }

  async #reply(ts, text) {
    return Boolean(await this.desk.act("say", { channel: this.#at.conversation, text, thread_ts: ts }));
  }

  #show(conversation, tab = "messages") {
    this.#at = { conversation, tab, thread: null };
    this.page.onPlace({ conversation });
    this.paint();
    if (tab === "home") this.desk.act("home", { tab });
    else this.focus();
  }

  #goto({ channel, ts }) {
    if (!this.#find(channel)) return;
    this.#show(channel);
    const thread = this.#find(channel).messages.find((message) => message.replies?.some((reply) => reply.ts === ts));
    if (!thread) return this.log.reveal(ts);
    this.#openThread(thread.ts);
    this.thread.reveal(ts);
  }

  #openThread(ts) {
    this.#at.thread = ts;
    this.paint();
  }

  #closeThread() {
    this.#at.thread = null;
    this.paint();
    this.focus();
  }

  #markRead(conversation) {
    const last = conversation.messages.at(-1)?.ts;
    if (!conversation.unread || this.#at.tab === "home" || !this.page.isVisible() || this.#read.get(conversation.id) === last) return;
    this.#read.set(conversation.id, last); // told once: the view that follows may still carry the old count
    this.desk.act("read", { channel: conversation.id });
  }

  /** Told once for each newest reply, as with a conversation. */
  #markThreadRead(conversation, parent) {
    const last = parent?.replies?.at(-1)?.ts;
    const key = `${conversation.id} ${parent?.ts}`;
    if (!parent?.unread_replies || !this.page.isVisible() || this.#read.get(key) === last) return;
    this.#read.set(key, last);
    this.desk.act("read", { channel: conversation.id, thread_ts: parent.ts });
  }

  // showing

  paint() {
    const { roster, view } = this.desk;
    if (!roster) return;
    if (!this.#find(this.#at.conversation)) this.#at = { conversation: view.conversations[0]?.id ?? null, tab: "messages", thread: null };
    const conversation = this.#find(this.#at.conversation);
    this.team.textContent = roster.team.name;
    this.sidebar.show(view.conversations, this.#at.conversation);
    if (conversation) {
      this.#paintHead(conversation);
      this.#paintTalk(conversation);
      this.#markRead(conversation);
    }
    this.modals.show(view.modals);
  }

  #paintHead({ kind, name }) {
    const isDm = kind === "im";
    this.title.replaceChildren(isDm ? knot(22) : icon("hash", 18), name);
    this.tabs.hidden = !isDm;
    for (const button of this.tabs.children) button.setAttribute("aria-pressed", String(button.dataset.tab === this.#at.tab));
    this.log.node.setAttribute("aria-label", word("messagesOf", { name }));
    this.composer.name(word("messageTo", { name: isDm ? name : `#${name}` }));
  }

  #paintTalk(conversation) {
    const isHome = this.#at.tab === "home" && conversation.kind === "im";
    this.log.node.hidden = isHome;
    this.dock.hidden = isHome;
    this.home.node.hidden = !isHome;
    this.log.show(conversation.messages, `${this.current()} ${conversation.id}`);
    this.home.show(this.desk.view.home);
    const parent = isHome ? undefined : conversation.messages.find((message) => message.ts === this.#at.thread);
    this.thread.show(parent);
    this.#markThreadRead(conversation, parent);
  }
}

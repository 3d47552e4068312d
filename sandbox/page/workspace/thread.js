// The drawer with one thread and its own composer.

import { Composer } from "../composer.js";
import { el } from "../dom.js";
import { icon } from "../icons.js";
import { word } from "../words.js";
import { uploadButton } from "../upload.js";
import { MessageLog } from "./messages.js";

/** @param {{contextFor(message): object, onReply(ts: string, text: string): Promise<boolean>, onFiles(ts: string, files): Promise<void>, tell(sentence): void, onClose(): void}} desk */
export function threadDrawer(desk) {
  const log = new MessageLog({ label: word("threadOf"), testid: "slack-thread-messages", contextFor: desk.contextFor, days: false });
  let current = null;
  const pad = new Composer({
    label: word("replyHere"), testid: "slack-thread-composer", sendTestid: "slack-thread-send",
    before: uploadButton({ testid: "slack-thread-file", onFiles: (files) => desk.onFiles(current, files), tell: desk.tell }),
    onSend: (text) => desk.onReply(current, text),
  });
  const closeButton = el("button", { type: "button", class: "plain icon-button", "aria-label": word("closeThread"), data: { testid: "slack-thread-close" }, on: { click: desk.onClose } }, icon("close"));
  const node = el("aside", { class: "thread", hidden: true, "aria-label": word("thread"), data: { testid: "slack-thread" } },
    el("header", { class: "thread-head" }, el("h3", {}, word("thread")), closeButton), log.node, el("div", { class: "composer-dock" }, pad.node));
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    desk.onClose();
  });

  return {
    node,
    /** Shows the thread of `parent` (a message), or hides the drawer when there is none. */
    show(parent) {
      node.hidden = !parent;
      if (!parent) {
        current = null;
        return;
      }
      const isNew = current !== parent.ts;
      current = parent.ts;
      log.show([parent, ...(parent.replies ?? [])], parent.ts);
      if (isNew) pad.box.focus();
    },
    /** Scrolls to one of the replies. */
    reveal: (ts) => log.reveal(ts),
  };
}

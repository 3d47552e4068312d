// The list of conversations with their unread marks.

import { el } from "../dom.js";
import { icon, knot } from "../icons.js";
import { keyedList } from "../keyed.js";
import { language, word } from "../words.js";

const SECTIONS = [["channels", "channel"], ["apps", "im"]];

/** Mentions in threads stay on it until their thread was opened; other news until the conversation was. */
function badge(unread, mentions) {
  if (mentions) return el("span", { class: "badge", data: { testid: "mentions" } }, el("span", { "aria-hidden": "true" }, `@${mentions > 99 ? "99+" : mentions}`), el("span", { class: "sr-only" }, word("mentions", { n: mentions })));
  if (!unread) return null;
  return el("span", { class: "badge", data: { testid: "unread" } }, el("span", { "aria-hidden": "true" }, unread > 99 ? "99+" : String(unread)), el("span", { class: "sr-only" }, word("unread", { n: unread })));
}

function entry(conversation, isCurrent, unread, onOpen) {
  return el("button", {
    type: "button", class: `conversation${unread || conversation.mentions ? " unread" : ""}`, "aria-current": isCurrent ? "true" : undefined,
    data: { testid: `slack-conversation-${conversation.id}`, actionId: conversation.id }, on: { click: () => onOpen(conversation.id) },
  }, conversation.kind === "im" ? knot(20) : icon("hash", 16), el("span", { class: "conversation-name" }, conversation.name), badge(unread, conversation.mentions));
}

/** `show(conversations, current)`; `onOpen(id)` when one is chosen. */
export function sidebar(onOpen) {
  const node = el("nav", { class: "sidebar", data: { testid: "slack-conversations" } });
  const lists = SECTIONS.map(([title, kind]) => {
    const heading = el("h3", {});
    const items = el("div", { class: "conversations" });
    const section = el("div", { class: "sidebar-section" }, heading, items);
    node.append(section);
    return { title, kind, heading, section, list: keyedList(items) };
  });

  return {
    node,
    show(conversations, current) {
      node.setAttribute("aria-label", word("conversations"));
      for (const { title, kind, heading, section, list } of lists) {
        heading.textContent = word(title);
        const mine = conversations.filter((each) => each.kind === kind);
        section.hidden = mine.length === 0;
        list.show(mine.map((each) => {
          const isCurrent = each.id === current;
          const unread = isCurrent ? 0 : each.unread;
          return { key: each.id, print: `${each.name} ${isCurrent} ${unread} ${each.mentions} ${language()}`, build: () => entry(each, isCurrent, unread, onOpen) };
        }));
      }
    },
  };
}

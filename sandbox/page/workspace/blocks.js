// Block Kit's blocks as nodes.
// `context`: names {user(id), channel(id)}, locale, users(), channels(), stateOf(block, element), suggest(block, element, query),
// and change(block, element, state, how) which answers (a promise of) false when the person thought better of it.

import { el, fragment, freshId } from "../dom.js";
import { icon } from "../icons.js";
import { anchor } from "../links.js";
import { word } from "../words.js";
import { elementNode } from "./elements.js";
import { picture, pictureSource } from "./pictures.js";
import { markdown, richText, table } from "./richtext.js";
import { plain, textNode } from "./texts.js";

function hooksFor(block, element, context, extra = {}) {
  return {
    names: context.names,
    locale: context.locale,
    users: context.users,
    channels: context.channels,
    state: context.stateOf(block, element),
    change: (state, how) => context.change(block, element, state, how),
    suggest: (query) => context.suggest(block, element, query),
    upload: context.upload,
    tell: context.tell,
    ...extra,
  };
}

function labelOf(block) {
  return block.text ? plain(block.text).replace(/[*_~`]/g, "").slice(0, 80) : "";
}

function accessory(block, context) {
  const element = block.accessory;
  if (!element) return null;
  if (element.type === "image") return picture(pictureSource(element), element.alt_text, { class: "bk-thumb" });
  const label = element.type === "button" ? undefined : labelOf(block);
  return el("div", { class: "bk-accessory" }, elementNode(element, hooksFor(block, element, context, { label })));
}

function section(block, context) {
  const fields = (block.fields ?? []).map((field) => textNode(field, context));
  return el("div", { class: "bk-section" },
    el("div", { class: "bk-section-main" },
      block.text ? textNode(block.text, context) : null,
      fields.length ? el("div", { class: "bk-fields" }, fields) : null),
    accessory(block, context));
}

function contextBlock(block, context) {
  const parts = block.elements.map((part) =>
    part.type === "image" ? picture(pictureSource(part), part.alt_text, { class: "bk-context-image" }) : textNode(part, context, "span"));
  return el("div", { class: "bk-context" }, parts);
}

function actions(block, context) {
  const nodes = block.elements.map((element) => elementNode(element, hooksFor(block, element, context, { label: plain(element.placeholder) })));
  return el("div", { class: "bk-actions" }, nodes);
}

const LABELLED = new Set(["plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input", "datepicker", "timepicker", "datetimepicker"]);

function input(block, context) {
  const id = freshId("field");
  const hintId = block.hint ? `${id}-hint` : undefined;
  const label = plain(block.label);
  const words = [label, block.optional ? el("span", { class: "faint" }, ` ${word("optional")}`) : null];
  const native = LABELLED.has(block.element.type);
  const hooks = hooksFor(block, block.element, context, { id: native ? id : undefined, label, describedBy: [hintId, `${id}-error`].filter(Boolean).join(" ") });
  return el("div", { class: "bk-input", data: { blockId: block.block_id } },
    native ? el("label", { for: id, class: "bk-label" }, words) : el("div", { class: "bk-label" }, words),
    elementNode(block.element, hooks),
    el("p", { class: "bk-error", id: `${id}-error`, role: "alert", hidden: true }),
    block.hint ? el("p", { class: "bk-hint", id: hintId }, plain(block.hint)) : null);
}

function image(block) {
  return el("figure", { class: "bk-image" },
    block.title ? el("figcaption", {}, plain(block.title)) : null,
    picture(pictureSource(block), block.alt_text));
}

function video(block) {
  const link = block.title_url ?? block.video_url;
  return el("div", { class: "bk-video" },
    anchor(link, icon("play", 16), " ", plain(block.title) || word("video")),
    block.description ? el("p", {}, plain(block.description)) : null,
    block.thumbnail_url ? picture(pictureSource({ image_url: block.thumbnail_url }), block.alt_text) : null);
}

const MAKERS = {
  header: (block) => el("h4", { class: "bk-header" }, plain(block.text)),
  section,
  divider: () => el("hr", { class: "bk-divider" }),
  context: contextBlock,
  actions,
  input,
  image,
  video,
  rich_text: (block, context) => el("div", { class: "mrkdwn" }, richText(block, context)),
  markdown,
  table,
};

function blockNode(block, context) {
  const make = MAKERS[block.type];
  return make ? make(block, context) : el("p", { class: "unknown" }, word("unknownBlock", { type: block.type }));
}

/** All blocks of a message, view or attachment. */
export function blockNodes(blocks, context) {
  return fragment(blocks.map((block) => blockNode(block, context)));
}

/** Shows `sentence` at the input block with this id (null clears it); answers false when the view has no such field. */
export function showFault(root, blockId, sentence) {
  const field = root.querySelector(`.bk-input[data-block-id="${CSS.escape(blockId)}"]`);
  if (!field) return false;
  const error = field.querySelector(".bk-error");
  error.textContent = sentence ?? "";
  error.hidden = !sentence;
  field.classList.toggle("at-fault", Boolean(sentence));
  const control = field.querySelector("[data-action-id]");
  if (sentence) control?.setAttribute("aria-invalid", "true");
  else control?.removeAttribute("aria-invalid");
  return true;
}

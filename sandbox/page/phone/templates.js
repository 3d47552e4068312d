// LINE's template messages: buttons, confirm, carousel and image carousel.

import { el } from "../dom.js";
import { localPicture } from "../links.js";
import { picture } from "../workspace/pictures.js";
import { colour } from "./measures.js";

function actionButton(action, perform) {
  return el("button", { type: "button", class: "tpl-action", data: { testid: "line-template-button", actionType: action.type }, on: { click: () => perform(action) } }, action.label ?? "");
}

function thumbnail(url, { imageAspectRatio: shape, imageSize: size, imageBackgroundColor: back }, alt) {
  if (!url) return null;
  const source = localPicture(url);
  return el("div", { class: `tpl-image ${shape === "square" ? "square" : ""}`, style: { "background-color": colour(back) } },
    picture(source, alt, source ? { style: { "object-fit": size === "contain" ? "contain" : "cover" } } : {}));
}

function words(column, perform) {
  const children = [column.title ? el("strong", { class: "tpl-title" }, column.title) : null, el("p", { class: "tpl-text" }, column.text)];
  if (!column.defaultAction) return el("div", { class: "tpl-words" }, children);
  return el("button", { type: "button", class: "tpl-words", "aria-label": column.defaultAction.label ?? column.title ?? column.text, on: { click: () => perform(column.defaultAction) } }, children);
}

function card(column, look, perform) {
  return el("div", { class: "tpl-card" },
    thumbnail(column.thumbnailImageUrl, look, column.title ?? ""),
    words(column, perform),
    el("div", { class: "tpl-actions" }, column.actions.map((action) => actionButton(action, perform))));
}

function row(cards) {
  return el("div", { class: "tpl-row", tabIndex: 0, role: "group" }, cards);
}

function pictureCard(column, perform) {
  return el("button", { type: "button", class: "tpl-picture", data: { testid: "line-template-button" }, on: { click: () => perform(column.action) } },
    thumbnail(column.imageUrl, { imageAspectRatio: "square" }, column.action.label ?? ""),
    column.action.label ? el("span", { class: "tpl-picture-label" }, column.action.label) : null);
}

const MAKERS = {
  buttons: (template, perform) => card(template, template, perform),
  confirm: (template, perform) => el("div", { class: "tpl-card" },
    el("p", { class: "tpl-words tpl-text" }, template.text),
    el("div", { class: "tpl-actions side-by-side" }, template.actions.map((action) => actionButton(action, perform)))),
  carousel: (template, perform) => row(template.columns.map((column) => card(column, template, perform))),
  image_carousel: (template, perform) => row(template.columns.map((column) => pictureCard(column, perform))),
};

/** A template message as a node, or null when its type is unknown. */
export function templateNode(template, perform) {
  return MAKERS[template.type]?.(template, perform) ?? null;
}

// Files and old-style attachments under a message.

import { el } from "../dom.js";
import { icon } from "../icons.js";
import { anchor, localPicture } from "../links.js";
import { clock, shortDay } from "../moments.js";
import { word } from "../words.js";
import { blockNodes } from "./blocks.js";
import { mrkdwn } from "./mrkdwn.js";
import { picture } from "./pictures.js";

const NAMED_COLOURS = { good: "#2f855a", warning: "#b7791f", danger: "#c53030" };

function sizeOf(bytes) {
  if (!bytes) return "";
  return bytes < 1024 ? `${bytes} B` : bytes < 1_048_576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1_048_576).toFixed(1)} MB`;
}

/** A file of the fake Slack: pictures are shown, the rest is a link to download. */
export function fileNode(file) {
  const name = file.title || file.name || file.id;
  const url = localPicture(file.url ?? file.url_private);
  if (url && file.mimetype?.startsWith("image/")) {
    const full = el("a", { href: url, target: "_blank", rel: "noopener noreferrer", "aria-label": word("openFile", { name }) }, picture(url, name));
    return el("figure", { class: "file-image" }, el("figcaption", {}, name), full);
  }
  const words = el("span", {}, el("strong", {}, name), el("small", {}, [file.mimetype, sizeOf(file.size)].filter(Boolean).join(" · ")));
  if (!url) return el("div", { class: "file" }, icon("file"), words);
  return el("a", { class: "file", href: url, download: file.name ?? true }, icon("file"), words);
}

function attachmentFields(fields, context) {
  return el("div", { class: "bk-fields" }, fields.map((field) =>
    el("div", { class: field.short ? "" : "wide" }, el("strong", {}, field.title), el("div", { class: "mrkdwn" }, mrkdwn(String(field.value ?? ""), context)))));
}

function title(attachment) {
  return el("p", { class: "att-title" }, attachment.title_link ? anchor(attachment.title_link, attachment.title) : attachment.title);
}

function footer(attachment, context) {
  const when = attachment.ts ? `${shortDay(attachment.ts, context.locale)} ${clock(attachment.ts, context.locale)}` : "";
  return el("p", { class: "faint" }, [attachment.footer, when].filter(Boolean).join(" · "));
}

export function attachmentNode(attachment, context) {
  const colour = NAMED_COLOURS[attachment.color] ?? (attachment.color ? `#${attachment.color.replace("#", "")}` : undefined);
  const { pretext, author_name: author, text, fields, image_url: image, thumb_url: thumb } = attachment;
  return el("div", { class: "att" },
    pretext ? el("div", { class: "mrkdwn" }, mrkdwn(pretext, context)) : null,
    el("div", { class: "att-body", style: { "border-color": colour } },
      author ? el("p", { class: "att-author" }, author) : null,
      attachment.title ? title(attachment) : null,
      attachment.blocks?.length ? blockNodes(attachment.blocks, context) : text ? el("div", { class: "mrkdwn" }, mrkdwn(text, context)) : null,
      fields?.length ? attachmentFields(fields, context) : null,
      image ? picture(localPicture(image), attachment.fallback ?? attachment.title) : null,
      thumb ? picture(localPicture(thumb), attachment.fallback ?? attachment.title, { class: "bk-thumb" }) : null,
      attachment.footer || attachment.ts ? footer(attachment, context) : null));
}

// Files and old-style attachments under a message.

import { el } from "../dom.js";
import { icon } from "../icons.js";
import { anchor, localPicture } from "../links.js";
import { player } from "../media.js";
import { clock, shortDay } from "../moments.js";
import { sizeOf } from "../upload.js";
import { word } from "../words.js";
import { blockNodes } from "./blocks.js";
import { mrkdwn } from "./mrkdwn.js";
import { picture } from "./pictures.js";

const NAMED_COLOURS = { good: "#2f855a", warning: "#b7791f", danger: "#c53030" };

function shown(file, url, name) {
  const kind = file.mimetype?.split("/")[0];
  if (kind === "image") return el("a", { href: url, target: "_blank", rel: "noopener noreferrer", "aria-label": word("openFile", { name }) }, picture(url, name));
  return player(kind, url, { name });
}

/** A file of the fake Slack: pictures, films and sounds are shown, the rest is a link to download. */
export function fileNode(file) {
  const name = file.title || file.name || file.id;
  const url = localPicture(file.url ?? file.url_private);
  const preview = url && shown(file, url, name);
  if (preview) {
    const save = el("a", { class: "file-save", href: url, download: file.name ?? true, "aria-label": word("downloadFile", { name }), title: word("download") }, icon("download", 16));
    return el("figure", { class: "file-image" }, el("figcaption", {}, name, save), preview);
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

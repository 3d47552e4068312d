// Pictures, films and sounds, as both apps show them. What does not live on this machine is named, not loaded.

import { el } from "./dom.js";
import { localPicture } from "./links.js";
import { word } from "./words.js";

/** A player for a film or sound on this machine, or null for anything else. */
export function player(kind, url, { poster, name = "", ...attributes } = {}) {
  const source = localPicture(url);
  if (!source || (kind !== "video" && kind !== "audio")) return null;
  const shown = kind === "video" ? localPicture(poster) : undefined;
  return el(kind, { src: source, poster: shown, controls: true, preload: "metadata", "aria-label": name || word(kind === "video" ? "film" : "audio"), ...attributes });
}

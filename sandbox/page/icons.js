// The page's own line icons, drawn as SVG paths on a 24 × 24 grid.

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  hash: "M9 4 7 20M17 4l-2 16M4 9h16M3 15h16",
  send: "M4 12 20 4l-4 16-4.5-6.5zM11.5 13.5 20 4",
  close: "M6 6l12 12M18 6 6 18",
  back: "M15 5l-7 7 7 7",
  forward: "M9 5l7 7-7 7",
  down: "M6 9l6 6 6-6",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z",
  dots: "M5 12h.01M12 12h.01M19 12h.01",
  reply: "M20 14a3 3 0 0 1-3 3H9l-5 4V7a3 3 0 0 1 3-3h10a3 3 0 0 1 3 3z",
  clip: "M20 11.5l-8 8a5 5 0 0 1-7-7l8.5-8.5a3.300 3.300 0 0 1 4.700 4.700L9.700 17.200a1.700 1.700 0 0 1-2.400-2.400l7.700-7.700",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  play: "M8 5v14l11-7z",
  plus: "M12 5v14M5 12h14",
  download: "M12 4v11M7.5 11 12 15.5 16.500 11M5 19.500h14",
  menu: "M4 7h16M4 12h16M4 17h16",
  smile: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.5 14.5c1 1.5 2.200 2 3.5 2s2.5-.5 3.5-2M9 10h.01M15 10h.01",
  pin: "M12 21s7-6.300 7-11.5A7 7 0 0 0 5 9.5C5 14.700 12 21 12 21zM12 7.5a2.300 2.300 0 1 0 0 4.600 2.300 2.300 0 0 0 0-4.600z",
  sound: "M4 10v4h4l5 4V6l-5 4zM16.5 9a4 4 0 0 1 0 6M19 6.5a8 8 0 0 1 0 11",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01",
  keyboard: "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M17.5 10h.01M8 14.5h8",
  check: "M5 12.5 10 17.5 19 7",
  warn: "M12 4 2.800 20h18.400zM12 10v4.5M12 17.300h.01",
  home: "M4 11 12 4l8 7v9h-5v-6H9v6H4z",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c.6-4.5 4-6.5 8-6.5s7.400 2 8 6.5",
};

/** A decorative icon (hidden from screen readers: the button that holds it carries the name). */
export function icon(name, size = 20) {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = { viewBox: "0 0 24 24", width: size, height: size, class: "icon", "aria-hidden": "true", focusable: "false" };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** The knot of two threads that stands for the bot. */
export function knot(size = 36) {
  const image = document.createElement("img");
  Object.assign(image, { src: "knot.svg", alt: "", width: size, height: size });
  image.className = "knot";
  return image;
}

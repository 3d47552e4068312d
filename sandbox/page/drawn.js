// Our own drawings of the emoji that a business bot writes most, so that they look the same on a computer without
// an emoji font. The character stays in the text (for copying, searching and screen readers); the drawing lies over it.

const SVG = "http://www.w3.org/2000/svg";

const INK = "#3b2f2a";
const YELLOW = "#f7c948";
const RED = "#d64533";
const GREEN = "#2f9e5b";
const BLUE = "#3b76c4";
const PAPER = "#e6e2d8";
const SKIN = "#f3c69b";

const fill = (colour, d) => ({ d, fill: colour });
const line = (colour, d, width = 2.2) => ({ d, fill: "none", stroke: colour, "stroke-width": width, "stroke-linecap": "round", "stroke-linejoin": "round" });
const disc = (colour, x = 12, y = 12, r = 9.5) => fill(colour, `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`);

const STAR = "M12 2.5l3 6.2 6.8.9-5 4.7 1.3 6.7-6.1-3.3-6.1 3.3 1.3-6.7-5-4.7 6.8-.9z";
const clockFace = (hands) => [disc("#ffffff"), line(BLUE, "M12 2.5a9.5 9.5 0 1 0 0 19a9.5 9.5 0 1 0 0-19z"), line(INK, hands, 2)];
const calendar = [fill(PAPER, "M3 5h18v16H3z"), fill(RED, "M3 4h18v6H3z"), line(INK, "M8 2.5v4M16 2.5v4", 2), fill("#9aa3b2", "M6 12.5h3v2.5H6zM10.5 12.5h3v2.5h-3zM15 12.5h3v2.5h-3zM6 16.5h3V19H6zM10.5 16.5h3V19h-3z")];
const pencil = [fill(YELLOW, "M5 15.5L15.5 5l3.5 3.5L8.5 19z"), fill(RED, "M15.5 5l2-2 3.5 3.5-2 2z"), fill(SKIN, "M5 15.5L8.5 19 3 21z"), fill(INK, "M3.7 19L5 20.3 3 21z")];
const envelope = [fill("#e7edf5", "M2.5 5h19v14h-19z"), line(BLUE, "M2.5 5h19v14h-19zM3 5.5l9 7.5 9-7.5", 1.8)];
const phone = [line("#59616f", "M5.5 4.5c-1.5 1.5-1 6 4 11s9.5 5.5 11 4l1-2.5-4.5-3-2 1.8c-1.5-.5-5-4-5.5-5.5l1.8-2-3-4.5z", 2), fill("#59616f", "M5.5 4.5l3-1.2 3 4.5-1.8 2L7 9zM19.5 19.5l1.5-2.5-4.5-3-2 1.8.5 2.7z")];
const face = (mouth) => [disc(YELLOW), fill(INK, "M8 9.5a1.3 1.6 0 1 0 .01 0zM16 9.5a1.3 1.6 0 1 0 .01 0z"), line(INK, mouth, 1.8)];
const bubble = [fill("#7fb2e5", "M4 4h16a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-9l-5 4v-4H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z"), fill("#fff", "M6.5 9.5h2v2h-2zM11 9.5h2v2h-2zM15.5 9.5h2v2h-2z")];
const tick = [fill(GREEN, "M5 2.5h14A2.5 2.5 0 0 1 21.5 5v14a2.5 2.5 0 0 1-2.5 2.5H5A2.5 2.5 0 0 1 2.5 19V5A2.5 2.5 0 0 1 5 2.5z"), line("#fff", "M7 12.5l3.5 3.5L17 8.5", 2.8)];

const DRAWINGS = {
  "✅": tick,
  "✔": [line(GREEN, "M4.5 13l5 5L20 6.5", 3)],
  "❌": [line(RED, "M5 5l14 14M19 5L5 19", 3.4)],
  "⚠": [fill(YELLOW, "M12 2.5L22.5 21h-21z"), line(INK, "M12 9.5v5", 2.4), fill(INK, "M10.8 17h2.4v2.2h-2.4z")],
  "🔔": [fill(YELLOW, "M12 2.5c4 0 6 3 6 7 0 5 1.5 6 3 8H3c1.5-2 3-3 3-8 0-4 2-7 6-7z"), fill("#b97f17", "M9.5 18.5h5a2.5 2.5 0 0 1-5 0z")],
  "🎉": [fill(YELLOW, "M3 21L8 8l8 8z"), fill(RED, "M6 13.2l4.8 4.8-2.6 1-3-3zM15 3.5h2.5V6H15z"), fill(BLUE, "M19.5 8.5H22V11h-2.5zM11 3h2v2.5h-2z"), line(GREEN, "M14 11c0-3 3-2 3-5M15.5 12.5c3 .5 2.5-2 5.5-1.5", 1.8)],
  "📅": calendar,
  "🗓": calendar,
  "📝": [fill(PAPER, "M4 2.5h13v19H4z"), line("#9aa3b2", "M7 7h7M7 10.5h7M7 14h4", 1.6), fill(YELLOW, "M12 17l7.5-7.5 2.3 2.3-7.5 7.5-3 .8z")],
  "✏": pencil,
  "📞": phone,
  "☎": phone,
  "✉": envelope,
  "📨": envelope,
  "⭐": [fill(YELLOW, STAR)],
  "🌟": [fill(YELLOW, STAR)],
  "✨": [fill(YELLOW, "M10 4l2 6 6 2-6 2-2 6-2-6-6-2 6-2zM18.5 2l1 2.5L22 5.5l-2.5 1-1 2.5-1-2.5-2.5-1 2.5-1zM18.5 16l.8 1.9 1.9.8-1.9.8-.8 1.9-.8-1.9-1.9-.8 1.9-.8z")],
  "🤝": [fill(BLUE, "M1 7l5-2 2 9-5 2z"), fill("#c2452d", "M23 7l-5-2-2 9 5 2z"), fill(SKIN, "M6 6l6 1 6-1 1 7-6 6c-1.5 1-3 0-4-1l-4-5z"), line("#9a6a42", "M12 7.5L9 11c1 1.5 3 1 4-1l4.5 4M14.5 12.5L17 15M12.5 14.5l2 2", 1.4)],
  "🕘": clockFace("M12 6.5V12H7.5"),
  "🕒": clockFace("M12 6.5V12h4.5"),
  "⏰": [line(RED, "M4 6l3-3M20 6l-3-3", 3), ...clockFace("M12 7v5l3.5 2")],
  "👍": [fill(SKIN, "M8 10l4-8c2 0 3 1.5 2.5 3.5L14 9h5.5c1.5 0 2 1.5 1.5 3l-2 7.5c-.5 1.5-1.5 2-3 2H8z"), fill(BLUE, "M3 10h4v11.5H3z")],
  "🔴": [disc(RED)],
  "🟠": [disc("#e8893a")],
  "🟡": [disc(YELLOW)],
  "🟢": [disc(GREEN)],
  "🔵": [disc(BLUE)],
  "💬": bubble,
  "📊": [fill(GREEN, "M3 12h4v9H3z"), fill(BLUE, "M10 5h4v16h-4z"), fill(RED, "M17 9h4v12h-4z")],
  "📈": [fill(PAPER, "M2.5 2.5h19v19h-19z"), line(RED, "M5 17l5-5 3 3 6-8", 2.2)],
  "🎂": [fill("#f4c6cf", "M3 12h18v9H3z"), fill("#fff", "M3 12h18v3c-2 2-3 0-4.5 0s-3 2-4.5 0-3 2-4.5 0S5 17 3 15z"), line(BLUE, "M12 7v4.5", 2), fill(YELLOW, "M12 2.5c1.5 1.7 1.5 3.5 0 4-1.5-.5-1.5-2.3 0-4z")],
  "🎁": [fill(YELLOW, "M3 9h18v12H3z"), fill(RED, "M10.5 9h3v12h-3zM2.5 7h19v3.5h-19z"), line(RED, "M12 7C8 7 6.5 3 9 3s3 4 3 4 .5-4 3-4 1 4-3 4z", 1.8)],
  "📌": [fill(RED, "M14 2.5l7.5 7.5-2 .8-3.5 3.5-1 5L4.7 9l5-1 3.5-3.5z"), line("#8b93a1", "M9 15l-6 6")],
  "📍": [fill(RED, "M12 2a6 6 0 0 1 6 6c0 4-6 13.5-6 13.5S6 12 6 8a6 6 0 0 1 6-6z"), disc("#fff", 12, 8, 2.2)],
  "👤": [disc("#6f7b8d", 12, 8, 4.5), fill("#6f7b8d", "M3.5 21c.5-5 4-7 8.5-7s8 2 8.5 7z")],
  "🏢": [fill("#8fa3bd", "M5 2.5h14v19H5z"), fill("#eaf1f9", "M7.5 5h3v3h-3zM13.5 5h3v3h-3zM7.5 10h3v3h-3zM13.5 10h3v3h-3z"), fill(INK, "M10 16h4v5.5h-4z")],
  "🔗": [line("#6f7b8d", "M10 14l4-4M9 9l-3.5 3.5a3.5 3.5 0 0 0 5 5L13 15M11 9l2.5-2.5a3.5 3.5 0 0 1 5 5L15 15", 2.4)],
  "🔍": [disc("#dcebf8", 10, 10, 6.5), line("#59616f", "M10 3.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM15 15l6 6", 2.4)],
  "🗑": [fill("#9aa3b2", "M5.5 8h13L17 21.5H7z"), line("#59616f", "M4 6.5h16M9.5 6V3.5h5V6", 2)],
  "🔕": [fill("#b8bec9", "M12 2.5c4 0 6 3 6 7 0 5 1.5 6 3 8H3c1.5-2 3-3 3-8 0-4 2-7 6-7z"), line(RED, "M4 4l16 17", 2.6)],
  "💻": [fill("#59616f", "M4 4h16v12H4z"), fill("#dcebf8", "M6 6h12v8H6z"), fill("#9aa3b2", "M1.5 17h21l-1.5 3H3z")],
  "🍽": [disc(PAPER, 12, 12, 7), disc("#fff", 12, 12, 4.5), line("#8b93a1", "M2.5 4v6M2.5 10v10M21.5 4v16", 2)],
  "📋": [fill("#c98f4e", "M4 4h16v18H4z"), fill("#fff", "M6.5 7h11v12.5h-11z"), fill("#8b93a1", "M8.5 2h7v4h-7z"), line("#9aa3b2", "M8.5 11h7M8.5 14.5h7", 1.6)],
  "📤": [fill(PAPER, "M2.5 13h5l1.5 3h6l1.5-3h5v8h-19z"), line(BLUE, "M12 13V4M8 8l4-4.5L16 8", 2.6)],
  "💡": [fill(YELLOW, "M12 2.5a6.5 6.5 0 0 1 4 11.5l-1 3H9l-1-3a6.5 6.5 0 0 1 4-11.5z"), line("#6f7b8d", "M9.5 19.5h5M10.5 22h3", 2)],
  "🔒": [line("#8b93a1", "M7.5 11V8a4.5 4.5 0 0 1 9 0v3", 2.4), fill(YELLOW, "M5 10.5h14v11H5z"), fill(INK, "M10.8 14h2.4v4h-2.4z")],
  "☀": [disc(YELLOW, 12, 12, 5), line("#eaa21c", "M12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.8 1.8M17.2 17.2L19 19M19 5l-1.8 1.8M6.8 17.2L5 19", 2)],
  "⏳": [fill("#dcebf8", "M7 3h10v4l-4 5 4 5v4H7v-4l4-5-4-5z"), line("#8a5a2b", "M5.5 2.8h13M5.5 21.2h13", 2.4), line(BLUE, "M7 3v4l4 5-4 5v4M17 3v4l-4 5 4 5v4", 1.6), fill(YELLOW, "M8.5 20.2L12 15l3.5 5.2zM9.3 7.5h5.4L12 11z")],
  "✍": [fill(SKIN, "M3 21c0-5 3-8 8-8h4c2 0 2 3 0 3h-3l7-2c2 0 2 2.5 0 3.5L13 21z"), line(BLUE, "M12.5 14L20.5 3.5", 2.8), fill(INK, "M12.7 12.2l1.6 1.2-2.6 2z")],
  "📎": [line("#59616f", "M18.5 11.5l-7 7a4.2 4.2 0 0 1-6-6l8-8a2.8 2.8 0 0 1 4 4l-7.5 7.5a1.3 1.3 0 0 1-2-2l6.5-6.5", 2.2)],
  "🚫": [disc("#fff"), line(RED, "M12 3.2a8.8 8.8 0 1 0 0 17.6a8.8 8.8 0 1 0 0-17.6zM6 6l12 12", 2.8)],
  "🚨": [fill(RED, "M6 17v-5a6 6 0 0 1 12 0v5z"), fill("#59616f", "M3.5 17.5h17V21h-17z"), line(YELLOW, "M12 1.5V4M3 5.5l2 1.7M21 5.5l-2 1.7", 2)],
  "📣": [fill(YELLOW, "M3 10v5l4 .8L18 20V5L7 9.2z"), fill(RED, "M18 5c3 1 3 14 0 15z"), line(INK, "M8.5 16.5l1 4.5h3l-1-3.5", 1.8)],
  "🙏": [fill(SKIN, "M11.5 3c-1.5 4-5 7-6 11l4 6h2zM12.5 3c1.5 4 5 7 6 11l-4 6h-2z"), fill(BLUE, "M4.5 15.5l5 6H5l-3-3.5zM19.5 15.5l-5 6H19l3-3.5z")],
  "👉": [fill(SKIN, "M3 9h8l10.5.3c1.8 0 1.8 2.7 0 2.7H14c1 4.5 0 7.5-3 7.5H6L3 18z")],
  "😠": [disc("#e8893a"), line(INK, "M6.5 8l4 2M17.5 8l-4 2M8.5 16.5c1.5-2 5.5-2 7 0", 1.8), fill(INK, "M8.5 10.5a1.2 1.2 0 1 0 .01 0zM15.5 10.5a1.2 1.2 0 1 0 .01 0z")],
  "🔎": [disc("#dcebf8", 14, 10, 6.5), line("#59616f", "M14 3.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM9 15l-6 6", 2.4)],
  "🕐": clockFace("M12 6.5V12l2.5-4"),
  "🙂": face("M7.5 14c1.5 3 7.5 3 9 0"),
  "😊": face("M7 13.5c1.5 4 8.5 4 10 0"),
};

const KNOWN = new RegExp(`(${Object.keys(DRAWINGS).join("|")})\\uFE0F?`, "gu");

function drawing(character, written) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  for (const attributes of DRAWINGS[character]) {
    const path = document.createElementNS(SVG, "path");
    for (const [name, value] of Object.entries(attributes)) path.setAttribute(name, value);
    svg.append(path);
  }
  const holder = document.createElement("span");
  holder.className = "emoji";
  holder.append(written, svg);
  return holder;
}

/** A text as nodes, with the emoji that we have drawn as drawings; [text] itself when there are none. */
export function drawn(text) {
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(KNOWN)) {
    parts.push(text.slice(at, match.index), drawing(match[1], match[0]));
    at = match.index + match[0].length;
  }
  parts.push(text.slice(at));
  return parts.filter((part) => part !== "");
}

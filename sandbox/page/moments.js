// Dates and times as the two apps print them.

// The demo's company and customers live in Japan: bubbles show the same clock as the bot's sentences,
// wherever the reader's own computer stands.
const ZONE = "Asia/Tokyo";

const formats = new Map();

function format(locale, options) {
  const key = `${locale} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...options }));
  return formats.get(key);
}

/** A Date from Slack's "1700000000.000100", epoch seconds, epoch milliseconds or ISO 8601. */
export function moment(value) {
  const number = Number(value);
  if (Number.isNaN(number)) return new Date(value);
  return new Date(number > 1e11 ? number : number * 1000);
}

export function clock(value, locale) {
  return format(locale, { hour: "numeric", minute: "2-digit" }).format(moment(value));
}

export function dayKey(value) {
  return format("sv-SE", { dateStyle: "short" }).format(moment(value));
}

export function dayTitle(value, locale) {
  return format(locale, { month: "long", day: "numeric", weekday: "long" }).format(moment(value));
}

export function shortDay(value, locale) {
  return format(locale, { month: "numeric", day: "numeric", weekday: "short" }).format(moment(value));
}

export function fullTime(value, locale) {
  return format(locale, { dateStyle: "full", timeStyle: "short" }).format(moment(value));
}

/** "YYYY-MM-DDTHH:mm" on the demo's clock, as <input type="datetime-local"> wants it. */
export function wallTime(seconds) {
  const parts = format("sv-SE", { dateStyle: "short", timeStyle: "short" }).format(moment(seconds));
  return parts.replace(" ", "T");
}

/** Epoch seconds of a wall time on the demo's clock; Japan has no summer time, so the offset is fixed. */
export function epochOfWallTime(text) {
  return Math.floor(Date.parse(`${text}:00+09:00`) / 1000);
}

const PRETTY_DAYS = new Map([[0, 0], [1, 1], [-1, -1]]);

function pretty(date, locale, options) {
  const days = Math.round((Date.parse(dayKey(date / 1000)) - Date.parse(dayKey(Date.now() / 1000))) / 86_400_000);
  if (!PRETTY_DAYS.has(days)) return format(locale, options).format(date);
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day");
}

function ago(date, locale) {
  const minutes = Math.round((date - Date.now()) / 60_000);
  const words = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  if (Math.abs(minutes) < 60) return words.format(minutes, "minute");
  if (Math.abs(minutes) < 1440) return words.format(Math.round(minutes / 60), "hour");
  return words.format(Math.round(minutes / 1440), "day");
}

const LONG = { year: "numeric", month: "long", day: "numeric", weekday: "long" };
const MIDDLE = { year: "numeric", month: "long", day: "numeric" };
const SHORT = { year: "numeric", month: "short", day: "numeric" };

const TOKENS = {
  date_num: (date) => dayKey(date / 1000),
  date: (date, locale) => format(locale, MIDDLE).format(date),
  date_short: (date, locale) => format(locale, SHORT).format(date),
  date_long: (date, locale) => format(locale, LONG).format(date),
  date_pretty: (date, locale) => pretty(date, locale, MIDDLE),
  date_short_pretty: (date, locale) => pretty(date, locale, SHORT),
  date_long_pretty: (date, locale) => pretty(date, locale, LONG),
  date_slash: (date, locale) => format(locale, { year: "numeric", month: "2-digit", day: "2-digit" }).format(date),
  day_divider_pretty: (date, locale) => pretty(date, locale, LONG),
  time: (date, locale) => format(locale, { hour: "numeric", minute: "2-digit" }).format(date),
  time_secs: (date, locale) => format(locale, { hour: "numeric", minute: "2-digit", second: "2-digit" }).format(date),
  ago: (date, locale) => ago(date, locale),
};

/** Slack's `<!date^…>` template: "{date_pretty} {time}" → words in the reader's language. */
export function slackDate(seconds, template, locale) {
  const date = new Date(Number(seconds) * 1000);
  return template.replace(/\{([a-z_]+)\}/g, (whole, name) => (TOKENS[name] ? TOKENS[name](date, locale) : whole));
}

// The keywords of Flex Messages in pixels, as LINE's own apps and simulator draw them.

const SPACING = { none: "0px", xs: "2px", sm: "4px", md: "8px", lg: "12px", xl: "16px", xxl: "20px" };
const FONT = { xxs: "11px", xs: "13px", sm: "14px", md: "16px", lg: "19px", xl: "22px", xxl: "29px", "3xl": "35px", "4xl": "48px", "5xl": "74px" };
const IMAGE = { xxs: "40px", xs: "60px", sm: "80px", md: "100px", lg: "120px", xl: "140px", xxl: "160px", "3xl": "180px", "4xl": "200px", "5xl": "220px", full: "100%" };
const BORDER = { none: "0px", light: "0.5px", normal: "1px", medium: "2px", "semi-bold": "3px", bold: "4px" };

const LENGTH = /^-?\d+(\.\d+)?(px|%)$/;
const COLOUR = /^#([0-9a-f]{6}|[0-9a-f]{8})$/i;

function lengthIn(table) {
  return (value) => (value === undefined || value === null ? undefined : table[value] ?? (LENGTH.test(value) ? value : undefined));
}

export const spacing = lengthIn(SPACING);
export const fontSize = lengthIn(FONT);
export const imageSize = lengthIn(IMAGE);
export const borderWidth = lengthIn(BORDER);
export const radius = lengthIn(SPACING);
export const plainLength = lengthIn({});

/** A colour as LINE writes it (#RRGGBB or #RRGGBBAA); anything else counts as not given. */
export function colour(value) {
  return COLOUR.test(value ?? "") ? value : undefined;
}

/** "20:13" → "20 / 13" for CSS. */
export function ratio(value) {
  const found = /^(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/.exec(value ?? "1:1");
  return found ? `${found[1]} / ${found[2]}` : "1 / 1";
}

// Default paddings of a block's root box: [header, body, body above a footer (bottom only), footer].
const ROOMY = { header: "20px", body: "19px 20px 20px", bodyBottom: "10px", footer: "10px" };
const SNUG = { header: "11px 14px 13px", body: "11px 14px 13px", bodyBottom: "17px", footer: "10px" };
const TIGHT = { header: "10px", body: "10px", bodyBottom: "10px", footer: "10px" };

const BUBBLES = {
  nano: { width: 120, corner: 10, padding: TIGHT },
  micro: { width: 160, corner: 10, padding: TIGHT },
  deca: { width: 220, corner: 10, padding: SNUG },
  hecto: { width: 241, corner: 10, padding: SNUG },
  kilo: { width: 260, corner: 10, padding: { ...SNUG, header: "13px", body: "13px" } },
  mega: { width: 300, corner: 17, padding: ROOMY },
  giga: { width: 386, corner: 17, padding: ROOMY },
};

/** Width, corner radius and paddings of a bubble; LINE's default size is mega. */
export function bubbleMeasure(size) {
  return BUBBLES[size] ?? BUBBLES.mega;
}

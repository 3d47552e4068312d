"""QR codes as pictures. segno is imported with the first one drawn: nine megabytes that most processes never need."""

import io


def png(text: str, scale: int) -> bytes:
    """Black on white, with the border that cameras want; `scale` points a module."""
    import segno  # noqa: PLC0415 - see above

    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="png", scale=scale, border=4)
    return drawn.getvalue()


def svg(text: str, scale: int) -> str:
    """For a page: without a size of its own it is as wide as its place."""
    import segno  # noqa: PLC0415 - see above

    return str(segno.make(text, error="m", micro=False).svg_inline(scale=scale, border=4, omitsize=True))

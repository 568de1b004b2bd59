"""How colours look to people who lack one of the three kinds of cones, and how far apart two colours then are."""

from __future__ import annotations

import math

Triple = tuple[float, float, float]

#: What each deficiency makes of linear red, green and blue at full severity. Source: Machado, Oliveira and Fernandes,
#: "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15 (2009), table 1.
DEFICIENCIES: dict[str, tuple[Triple, Triple, Triple]] = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
_TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_WHITE = (0.95047, 1.0, 1.08883)


def linear(colour: str) -> Triple:
    """ "#RRGGBB" as linear light from 0 to 1 (sRGB, IEC 61966-2-1)."""
    red, green, blue = (_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return red, green, blue


def seen(colour: str, deficiency: str = "") -> Triple:
    """Linear light of a colour as it looks with a deficiency; "" for none."""
    light = linear(colour)
    if not deficiency:
        return light
    red, green, blue = (min(max(value, 0.0), 1.0) for value in _times(DEFICIENCIES[deficiency], light))
    return red, green, blue


def difference(one: Triple, other: Triple) -> float:
    """How far apart two colours are, as CIE 1976 ΔE of linear light: 2 is just seen, 10 at a glance."""
    return math.dist(_lab(one), _lab(other))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours as WCAG 2 defines it, from 1 to 21."""
    a, b = sorted(_times(_TO_XYZ, linear(colour))[1] for colour in (one, other))
    return (b + 0.05) / (a + 0.05)


def _linear(value: float) -> float:
    return float(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)


def _times(matrix: tuple[Triple, Triple, Triple], vector: Triple) -> Triple:
    x, y, z = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return x, y, z


def _lab(light: Triple) -> Triple:
    def shaped(value: float) -> float:
        return float(value ** (1 / 3) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116)

    x, y, z = (shaped(value / white) for value, white in zip(_times(_TO_XYZ, light), _WHITE, strict=True))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)

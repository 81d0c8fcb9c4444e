"""Shares in hundredths, in all five languages."""

import regex

PERCENT = regex.compile(r"(?<!\d)(\d+)\s*(?:%|percent|per cent|por ciento|pour cent|प्रतिशत|फ़ीसदी|फीसदी)")

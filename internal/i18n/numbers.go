package i18n

import "strconv"

// Number writes a whole number with its thousands apart: "10 000" in Swedish, with
// a space that does not break, and "10,000" in English.
func Number(lang Lang, n int) string {
	apart := "\u00a0"
	if lang == EN {
		apart = ","
	}
	digits := strconv.Itoa(n)
	from := 0 // of the digits
	if n < 0 {
		from = 1
	}
	for at := len(digits) - 3; at > from; at -= 3 {
		digits = digits[:at] + apart + digits[at:]
	}
	return digits
}

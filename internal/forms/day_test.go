package forms_test

import "time"

// noon is when the tests are: a day in November, in Sweden too.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

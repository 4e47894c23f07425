package paths

import "github.com/mittkoping/entre/internal/i18n"

// Admin is the first page of the administration.
func Admin(lang i18n.Lang) string { return In(lang, "/admin") }

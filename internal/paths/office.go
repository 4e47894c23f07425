package paths

import (
	"github.com/mittkoping/entre/internal/i18n"
)

// Office is the back office's first page: the inbox.
func Office(lang i18n.Lang) string { return In(lang, "/handlaggning") }

// OfficeLogOut is where a POST ends a handler's login.
func OfficeLogOut(lang i18n.Lang) string { return In(lang, "/handlaggning/logga-ut") }

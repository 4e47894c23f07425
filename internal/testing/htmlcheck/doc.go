// Package htmlcheck checks HTML in tests by CSS selector rather than by string,
// so that a test says what must be on a page, and what must not, and nothing of
// how the page is put together.
//
//	htmlcheck.Run(t, body,
//		htmlcheck.In("h1", htmlcheck.HasText("Var gäller det?")),
//		htmlcheck.In("input[name='plats.text']", htmlcheck.HasAttr("value", "Storgatan 12")),
//		htmlcheck.NotIn(".error-summary"))
package htmlcheck

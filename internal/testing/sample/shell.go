package sample

import "github.com/mittkoping/entre/templates/layout"

// Site is Mittköping, which does not exist.
func Site() layout.Site {
	return layout.Site{
		Name: "Mittköping", Phone: "0300-12 34 56", Hours: "vardagar 8–17",
		Visit: "Stadshuset, Stora torget 1, vardagar 9–16", Ask: "/tjanst/stall-en-fraga-till-kommunen",
	}
}

// Shell is the shell of a page at path.
func Shell(path string) layout.Shell {
	return layout.Shell{Site: Site(), Path: path, CSRF: "sample-token", Nonce: "sample-nonce"}
}

func titled(path, title string) layout.Shell {
	s := Shell(path)
	s.Title = title
	return s
}

func searched(path, query string) layout.Shell {
	s := Shell(path)
	s.Query = query
	return s
}

func notices() []layout.Notice {
	return []layout.Notice{
		{Title: "Vattnet är avstängt", Text: "Norrby, till klockan 15.00 i dag.", URL: "#"},
		{Title: "Kvarnbron är stängd för bilar", Text: "Kvarngatan, till 30 juni 2027.", URL: "#"},
		{Title: "Telefonkön är lång", Text: "Kontaktcenter, tills vidare.", URL: "#"},
	}
}

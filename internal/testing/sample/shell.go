package sample

import "github.com/mittkoping/entre/templates/layout"

// Site is Mittköping, which does not exist.
func Site() layout.Site {
	return layout.Site{
		Name: "Mittköping", Phone: "0300-12 34 56", Hours: "vardagar 8–17",
		Visit: "Stadshuset, Stora torget 1, vardagar 9–16",
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

func notice() *layout.Notice {
	return &layout.Notice{
		Strong: "Vattnet är avstängt", Text: "i Norrby till klockan 15 i dag.",
		LinkURL: "#", LinkLabel: "Läs mer om vattenläckan",
	}
}

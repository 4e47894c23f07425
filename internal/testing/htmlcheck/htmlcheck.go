package htmlcheck

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
)

// Check looks at a node and says what is wrong, or nothing.
type Check func(*html.Node) error

// Run parses page and reports each check that fails.
func Run(t testing.TB, page string, checks ...Check) {
	t.Helper()
	doc, err := Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for _, check := range checks {
		if err := check(doc); err != nil {
			t.Error(err)
		}
	}
}

// Parse reads a whole page. Parsing HTML never fails, only reading does.
func Parse(r io.Reader) (*html.Node, error) {
	doc, err := html.Parse(r)
	if err != nil {
		return nil, fmt.Errorf("htmlcheck: parse: %w", err)
	}
	return doc, nil
}

// In requires that something matches selector and that the first match passes
// the checks.
func In(selector string, checks ...Check) Check {
	return func(n *html.Node) error {
		found := Find(n, selector)
		if found == nil {
			return fmt.Errorf("%s: nothing matches", selector)
		}
		return within(selector, found, checks)
	}
}

// Each requires that something matches selector and that every match passes
// the checks.
func Each(selector string, checks ...Check) Check {
	return func(n *html.Node) error {
		found := FindAll(n, selector)
		if len(found) == 0 {
			return fmt.Errorf("%s: nothing matches", selector)
		}
		var errs []error
		for i, f := range found {
			errs = append(errs, within(fmt.Sprintf("%s (match %d)", selector, i+1), f, checks))
		}
		return errors.Join(errs...)
	}
}

// NotIn requires that nothing matches selector.
func NotIn(selector string) Check { return Count(selector, 0) }

// Count requires that exactly want nodes match selector.
func Count(selector string, want int) Check {
	return func(n *html.Node) error {
		if got := len(FindAll(n, selector)); got != want {
			return fmt.Errorf("%s: %d matches, want %d", selector, got, want)
		}
		return nil
	}
}

// HasText requires that the node's text, with white space run together,
// contains want.
func HasText(want string) Check {
	return func(n *html.Node) error {
		if got := Text(n); !strings.Contains(got, want) {
			return fmt.Errorf("text is %q, want it to contain %q", got, want)
		}
		return nil
	}
}

// HasNoText requires that the node's text does not contain the words.
func HasNoText(unwanted string) Check {
	return func(n *html.Node) error {
		if got := Text(n); strings.Contains(got, unwanted) {
			return fmt.Errorf("text is %q, want it not to contain %q", got, unwanted)
		}
		return nil
	}
}

// HasAttr requires that the node has the attribute with exactly this value.
func HasAttr(name, want string) Check {
	return func(n *html.Node) error {
		got, ok := attr(n, name)
		if !ok {
			return fmt.Errorf("no attribute %s, want %q", name, want)
		}
		if got != want {
			return fmt.Errorf("attribute %s is %q, want %q", name, got, want)
		}
		return nil
	}
}

// HasNoAttr requires that the node does not have the attribute.
func HasNoAttr(name string) Check {
	return func(n *html.Node) error {
		if got, ok := attr(n, name); ok {
			return fmt.Errorf("attribute %s is %q, want none", name, got)
		}
		return nil
	}
}

// Find returns the first node that matches selector, in the order of the page,
// or nil. It panics on a selector that cannot be read, as that is a fault of the
// test.
func Find(n *html.Node, selector string) *html.Node {
	return cascadia.Query(n, cascadia.MustCompile(selector))
}

// FindAll returns the nodes that match selector, in the order of the page.
func FindAll(n *html.Node, selector string) []*html.Node {
	return cascadia.QueryAll(n, cascadia.MustCompile(selector))
}

// Attr returns the value of the node's attribute, or "" (also for a nil node).
func Attr(n *html.Node, name string) string {
	v, _ := attr(n, name)
	return v
}

// Text returns what a reader sees of the node's text, with white space run
// together: scripts and styles are left out.
func Text(n *html.Node) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	collect(n, &b)
	return strings.Join(strings.Fields(b.String()), " ")
}

func within(selector string, n *html.Node, checks []Check) error {
	var errs []error
	for _, check := range checks {
		if err := check(n); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", selector, err))
		}
	}
	return errors.Join(errs...)
}

func attr(n *html.Node, name string) (string, bool) {
	if n == nil {
		return "", false
	}
	i := slices.IndexFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
	if i < 0 {
		return "", false
	}
	return n.Attr[i].Val, true
}

func collect(n *html.Node, b *strings.Builder) {
	switch {
	case n.Type == html.TextNode:
		b.WriteString(n.Data)
		return
	case n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style"):
		return
	}
	for c := range n.ChildNodes() {
		collect(c, b)
	}
}

package citizen

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/textproto"
	"net/url"
	"strings"

	"golang.org/x/net/html"

	"github.com/mittkoping/entre/internal/testing/htmlcheck"
)

// Citizen is one browser with its own cookies. It is not for concurrent use.
type Citizen struct {
	base *url.URL
	http *http.Client
}

// New returns a citizen of the portal at base: "http://127.0.0.1:8080".
func New(base string) (*Citizen, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	// Own connections, so that one citizen's broken one is not another's.
	return &Citizen{base: u, http: &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 2}}}, nil
}

// Page is a page as it came.
type Page struct {
	Status int
	URL    *url.URL // after redirects
	Header http.Header
	Body   string
	Doc    *html.Node
}

// Get opens a page by its path.
func (c *Citizen) Get(ctx context.Context, path string) (*Page, error) {
	u, err := c.base.Parse(path)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	return c.do(req)
}

// Hop opens a page by its path and does not follow where it leads.
func (c *Citizen) Hop(ctx context.Context, path string) (*Page, error) {
	return c.direct().Get(ctx, path)
}

// direct is the same citizen, who follows no redirect.
func (c *Citizen) direct() *Citizen {
	direct := *c.http
	direct.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Citizen{base: c.base, http: &direct}
}

// Submit posts a form as its page says, by the button with the name and value
// (both may be empty), as a browser on the same site would.
func (c *Citizen) Submit(ctx context.Context, f *Form, button, value string) (*Page, error) {
	values := url.Values{}
	for k, v := range f.Values {
		values[k] = v
	}
	if button != "" {
		values.Set(button, value)
	}
	body, contentType, err := f.encode(values)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, f.action.String(), body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Origin", c.base.Scheme+"://"+c.base.Host)
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return c.do(req)
}

// Cookies returns what the citizen's browser would send as its Cookie header.
func (c *Citizen) Cookies() string {
	var all []string
	for _, cookie := range c.http.Jar.Cookies(c.base) {
		all = append(all, cookie.Name+"="+cookie.Value)
	}
	return strings.Join(all, "; ")
}

// Do sends any request with the citizen's cookies: for forging.
func (c *Citizen) Do(req *http.Request) (*Page, error) { return c.do(req) }

// Once is Do without following where the answer leads.
func (c *Citizen) Once(req *http.Request) (*Page, error) { return c.direct().do(req) }

func (c *Citizen) do(req *http.Request) (*Page, error) {
	res, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	doc, err := htmlcheck.Parse(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return &Page{Status: res.StatusCode, URL: res.Request.URL, Header: res.Header, Body: string(body), Doc: doc}, nil
}

// Form is a form of a page, with what it held when it was loaded.
type Form struct {
	Values url.Values
	action *url.URL
	multi  bool
	files  []file
}

type file struct {
	field, name, mediaType string
	content                []byte
}

// Form returns the page's form that matches the selector.
func (p *Page) Form(selector string) (*Form, error) {
	n := htmlcheck.Find(p.Doc, selector)
	if n == nil {
		return nil, fmt.Errorf("no form %s at %s (%d)", selector, p.URL.Path, p.Status)
	}
	action, err := p.URL.Parse(attr(n, "action"))
	if err != nil {
		return nil, err
	}
	f := &Form{Values: url.Values{}, action: action, multi: attr(n, "enctype") == "multipart/form-data"}
	f.read(n)
	return f, nil
}

// Attach adds a file to the input named field. mediaType is what the browser
// claims.
func (f *Form) Attach(field, name, mediaType string, content []byte) {
	f.files = append(f.files, file{field, name, mediaType, content})
}

// Set answers the input named field.
func (f *Form) Set(field, value string) { f.Values.Set(field, value) }

// read collects what a browser would send of n without any clicking.
func (f *Form) read(n *html.Node) {
	if n.Type == html.ElementNode {
		name := attr(n, "name")
		switch {
		case name == "" || has(n, "disabled"):
		case n.Data == "textarea":
			f.Values.Add(name, strings.TrimPrefix(text(n), "\n"))
		case n.Data == "input":
			f.readInput(n, name)
		case n.Data == "select":
			f.Values.Add(name, chosen(n))
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		f.read(c)
	}
}

// chosen is the value of a select: of the option that is selected, or of the
// first.
func chosen(n *html.Node) string {
	option := htmlcheck.Find(n, "option[selected]")
	if option == nil {
		option = htmlcheck.Find(n, "option")
	}
	if option == nil {
		return ""
	}
	return attr(option, "value")
}

func (f *Form) readInput(n *html.Node, name string) {
	switch attr(n, "type") {
	case "submit", "button", "file", "image", "reset":
	case "radio", "checkbox":
		if has(n, "checked") {
			f.Values.Add(name, attr(n, "value"))
		}
	default:
		f.Values.Add(name, attr(n, "value"))
	}
}

func (f *Form) encode(values url.Values) (io.Reader, string, error) {
	if !f.multi {
		if len(f.files) > 0 {
			return nil, "", fmt.Errorf("the form at %s takes no files", f.action.Path)
		}
		return strings.NewReader(values.Encode()), "application/x-www-form-urlencoded", nil
	}
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	for name, vs := range values {
		for _, v := range vs {
			if err := w.WriteField(name, v); err != nil {
				return nil, "", err
			}
		}
	}
	for _, up := range f.files {
		h := textproto.MIMEHeader{}
		h.Set("Content-Disposition", fmt.Sprintf(`form-data; name="%s"; filename="%s"`, up.field, strings.ReplaceAll(up.name, `"`, `%22`)))
		h.Set("Content-Type", up.mediaType)
		part, err := w.CreatePart(h)
		if err != nil {
			return nil, "", err
		}
		if _, err := part.Write(up.content); err != nil {
			return nil, "", err
		}
	}
	if err := w.Close(); err != nil {
		return nil, "", err
	}
	return &buf, w.FormDataContentType(), nil
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

func text(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(text(c))
	}
	return b.String()
}

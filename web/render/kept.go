package render

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"strconv"
	"sync"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/internal/i18n"
	"github.com/mittkoping/entre/templates/layout"
)

// defaultKeptBytes has room for the pages of some thousand services in two
// languages. What has no room is made for each request.
const defaultKeptBytes = 64 << 20

// kept are pages that everybody sees who has nothing of their own on them, by
// address. There is nothing of anybody in one, by how it is made: see Keep.
type kept struct {
	marks layout.Shell // what stands in a kept page where each visitor's own values belong

	mu    sync.RWMutex
	pages map[string]*keptPage
	bytes int
	most  int
}

func newKept(most int) *kept {
	if most == 0 {
		most = defaultKeptBytes
	}
	return &kept{marks: layout.Shell{CSRF: rand.Text(), Nonce: rand.Text()}, pages: map[string]*keptPage{}, most: most}
}

// keptPage is one page at one edition.
type keptPage struct {
	edition string
	parts   []part
	size    int
}

// part is a piece of a page that is the same for everybody, and which of the
// visitor's values follows it.
type part struct {
	plain, zipped []byte
	then          string // one of the marks; empty: the page ends
}

// Maker makes a page for the shell. What is to be shown to one visitor only may
// be asked for by the context alone: see Keep.
type Maker func(ctx context.Context, shell layout.Shell) (templ.Component, error)

// Keep answers 200 with the page, and keeps it for others: edition names all
// that decides what it shows besides its address, such as the catalogue's
// version.
//
// Whoever is logged in or has drafts is given a page made for them, and it is
// not kept. What is kept is made from a context in which nobody asks, and
// compressed once; the form's token and the nonce, which are new for each
// request, are put in where the page has marks for them. They are stored there
// without being compressed, so the length of the answer tells nothing of them.
func (p *Pages) Keep(c echo.Context, edition string, maker Maker) error {
	shell, ctx := p.Shell(c), c.Request().Context()
	if shell.Person != "" || shell.Drafts > 0 || c.Request().URL.RawPath != "" {
		page, err := maker(ctx, shell)
		if err != nil {
			return err
		}
		return p.OK(c, page)
	}
	lang := i18n.LangOf(ctx)
	page, err := p.kept.page(string(lang)+shell.Path, edition, func() ([]byte, error) {
		blank := shell
		blank.CSRF, blank.Nonce = p.kept.marks.CSRF, p.kept.marks.Nonce
		return p.forNobody(c.Path(), lang, blank, maker)
	})
	if err != nil {
		return err
	}
	return page.send(c, map[string]string{p.kept.marks.CSRF: shell.CSRF, p.kept.marks.Nonce: shell.Nonce})
}

// forNobody makes a page from a context that has a language and nothing else.
func (p *Pages) forNobody(route string, lang i18n.Lang, shell layout.Shell, maker Maker) ([]byte, error) {
	ctx := i18n.WithLang(context.Background(), lang)
	page, err := maker(ctx, shell)
	if err != nil {
		return nil, err
	}
	var html bytes.Buffer
	if err := page.Render(ctx, &html); err != nil {
		return nil, errs.Wrap(errs.Internal, "render "+route, err)
	}
	return html.Bytes(), nil
}

// page returns the page at the address in the edition, and makes it when it is
// not there. Two who ask at once may both make it.
func (k *kept) page(address, edition string, render func() ([]byte, error)) (*keptPage, error) {
	k.mu.RLock()
	page := k.pages[address]
	k.mu.RUnlock()
	if page != nil && page.edition == edition {
		return page, nil
	}
	html, err := render()
	if err != nil {
		return nil, err
	}
	if page, err = k.cut(html); err != nil {
		return nil, errs.Wrap(errs.Internal, "render.kept", err)
	}
	page.edition = edition
	k.mu.Lock()
	defer k.mu.Unlock()
	old := 0
	if replaced := k.pages[address]; replaced != nil {
		old = replaced.size
	}
	if k.bytes-old+page.size <= k.most {
		k.pages[address], k.bytes = page, k.bytes-old+page.size
	}
	return page, nil
}

// cut parts a page at its marks and compresses the parts.
func (k *kept) cut(html []byte) (*keptPage, error) {
	page := &keptPage{}
	for {
		end, mark := len(html), ""
		for _, m := range []string{k.marks.CSRF, k.marks.Nonce} {
			if at := bytes.Index(html[:end], []byte(m)); at >= 0 {
				end, mark = at, m
			}
		}
		zipped, err := deflate(html[:end])
		if err != nil {
			return nil, fmt.Errorf("compress: %w", err)
		}
		page.parts = append(page.parts, part{html[:end], zipped, mark})
		page.size += end + len(zipped)
		if mark == "" {
			return page, nil
		}
		html = html[end+len(mark):]
	}
}

// send answers with the page and the visitor's values in it, compressed if the
// browser takes that.
func (page *keptPage) send(c echo.Context, values map[string]string) error {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	h := c.Response().Header()
	if acceptsGzip(c.Request()) {
		h.Set(echo.HeaderContentEncoding, "gzip")
		zip := newZip(buf)
		for _, p := range page.parts {
			zip.deflated(p.plain, p.zipped)
			zip.stored(values[p.then])
		}
		zip.close()
	} else {
		for _, p := range page.parts {
			buf.Write(p.plain)
			buf.WriteString(values[p.then])
		}
	}
	h.Set(echo.HeaderContentLength, strconv.Itoa(buf.Len()))
	return c.HTMLBlob(http.StatusOK, buf.Bytes())
}

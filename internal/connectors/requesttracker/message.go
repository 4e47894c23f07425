package requesttracker

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/mittkoping/entre/internal/connectors/casetext"
	"github.com/mittkoping/entre/internal/delivery"
)

// readMessage returns what a transaction says, as plain text: its first part of
// text that is not a file, the plain one when there are both. And the files that
// came with it.
func (c *connector) readMessage(ctx context.Context, transactionID string) (note string, files []delivery.ChangeFile, err error) {
	parts, err := c.listParts(ctx, transactionID)
	if err != nil {
		return "", nil, err
	}
	for _, kind := range []string{"text/plain", "text/html"} {
		at := slices.IndexFunc(parts, func(p attachment) bool { return p.Filename == "" && p.ContentType == kind })
		if at < 0 {
			continue
		}
		content, err := c.readPart(ctx, string(parts[at].ID))
		if err != nil {
			return "", nil, err
		}
		note = string(content)
		if kind == "text/html" {
			note = plainText(note)
		}
		note = casetext.Tidy(note)
		break
	}
	return note, filesOf(parts), nil
}

// filesOf are the parts of a message that are files.
func filesOf(parts []attachment) (files []delivery.ChangeFile) {
	for _, p := range parts {
		if p.Filename == "" {
			continue
		}
		size, err := strconv.ParseInt(string(p.ContentLength), 10, 64)
		if err != nil {
			size = 0 // it does not say
		}
		files = append(files, delivery.ChangeFile{ID: string(p.ID), Name: fileName(string(p.Filename)), MediaType: p.ContentType, Size: size})
	}
	return files
}

// FetchFile implements delivery.FileFetcher.
func (c *connector) FetchFile(ctx context.Context, _, fileID string) (io.ReadCloser, error) {
	content, err := c.readPart(ctx, fileID)
	if refused, ok := errors.AsType[*refusal](err); ok {
		return nil, &delivery.RefusedError{Reason: refused.Error(), Err: err}
	}
	if err != nil {
		return nil, err
	}
	return io.NopCloser(bytes.NewReader(content)), nil
}

// readPart returns a part of a message, whole.
func (c *connector) readPart(ctx context.Context, id string) ([]byte, error) {
	a, err := c.get(ctx, "attachment/"+url.PathEscape(id), nil)
	if err != nil {
		return nil, err
	}
	part, err := decode[attachment](a.Body)
	if err != nil {
		return nil, err
	}
	content, err := base64.StdEncoding.DecodeString(part.Content) // which ignores line breaks
	if err != nil || part.ID == "" {
		return nil, errors.New("an attachment that cannot be read")
	}
	return content, nil
}

var (
	space       = regexp.MustCompile(`[ \t\r\n]+`)
	aroundBreak = regexp.MustCompile(` *\n *`)
)

// plainText is what a browser would show of a message, near enough.
func plainText(document string) string {
	var b strings.Builder
	tokens := html.NewTokenizer(strings.NewReader(document))
	hidden := atom.Atom(0) // the element whose content is not text
	for {
		switch kind := tokens.Next(); kind {
		case html.ErrorToken:
			return aroundBreak.ReplaceAllString(b.String(), "\n")
		case html.TextToken:
			if hidden == 0 {
				b.Write(space.ReplaceAll(tokens.Text(), []byte(" ")))
			}
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			name, _ := tokens.TagName()
			tag := atom.Lookup(name)
			switch {
			case kind == html.EndTagToken && tag == hidden:
				hidden = 0
			case kind == html.StartTagToken && hidden == 0 && slices.Contains(hiding, tag):
				hidden = tag
			case hidden == 0:
				b.WriteString(layout(tag, kind))
			}
		}
	}
}

// hiding are the elements whose content is not text for people.
var hiding = []atom.Atom{atom.Script, atom.Style, atom.Title}

// layout is what an element puts into plain text where it begins or ends.
func layout(tag atom.Atom, kind html.TokenType) string {
	switch tag {
	case atom.Br:
		return "\n"
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.Blockquote, atom.Table, atom.Ul, atom.Ol:
		if kind == html.EndTagToken {
			return "\n\n"
		}
		return "\n"
	case atom.Li:
		if kind == html.EndTagToken {
			return "\n"
		}
		return "\n- "
	case atom.Div, atom.Tr, atom.Hr:
		return "\n"
	}
	return ""
}

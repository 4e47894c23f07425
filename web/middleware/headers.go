package middleware

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/mittkoping/entre/internal/errs"
	"github.com/mittkoping/entre/web/session"
)

// The policies of who may keep a response.
const (
	CacheNever   = "no-store"          // somebody's own: not even the browser's disk
	CachePrivate = "private, no-cache" // the same for all but for the visitor's drafts: asked for anew each time
	CacheShortly = "public, max-age=60"
)

// Headers tells browsers what a page may do: nothing but show itself, with our
// own style, scripts, fonts and pictures, and post to us. Addresses hold the
// ids of drafts, so they are told to no other site.
func Headers(https bool) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			h := c.Response().Header()
			h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self' 'nonce-"+Nonce(c.Request().Context())+"'; "+
				"img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
			h.Set("Referrer-Policy", "same-origin")
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("X-Frame-Options", "DENY")
			h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(self), payment=(), usb=()")
			h.Set("Cross-Origin-Opener-Policy", "same-origin")
			h.Set("Cross-Origin-Resource-Policy", "same-origin")
			if https {
				h.Set("Strict-Transport-Security", "max-age=31536000")
			}
			return next(c)
		}
	}
}

// Cache is the middleware that says who may keep the response.
func Cache(policy string) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			c.Response().Header().Set("Cache-Control", policy)
			return next(c)
		}
	}
}

// SameOrigin refuses what another site's page makes a browser send, by what
// the browser itself says of it (Sec-Fetch-Site, Origin). base is the portal's
// own address. Requests without those headers pass: Tokens stops them.
func SameOrigin(base string) (echo.MiddlewareFunc, error) {
	protection := http.NewCrossOriginProtection()
	if err := protection.AddTrustedOrigin(base); err != nil { // behind a proxy that changes Host
		return nil, err
	}
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := protection.Check(c.Request()); err != nil {
				return &errs.Error{Kind: errs.Forbidden, Op: "middleware.SameOrigin", Text: textForged, Err: err}
			}
			return next(c)
		}
	}, nil
}

// KeepNoOwn is the middleware that lets nobody keep the page of somebody who is
// logged in: it has their name on it, and a browser would show it again after the
// logout. It stands after the logins' Load.
func KeepNoOwn(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if session.Actor(c.Request().Context()).IsPerson() {
			c.Response().Header().Set("Cache-Control", CacheNever)
		}
		return next(c)
	}
}

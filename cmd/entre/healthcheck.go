package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"time"
)

// healthTimeout is how long a portal that lives may take to say so.
const healthTimeout = 3 * time.Second

// healthcheck asks the portal on this machine whether it lives, or with --ready
// whether its database and files answer too. It is for what starts a portal anew
// when it does not: a container without a shell has nothing else to ask with.
func healthcheck(ctx context.Context, args []string, w world) error {
	flags := flag.NewFlagSet("healthcheck", flag.ContinueOnError)
	path := configFlag(flags, w)
	ready := flags.Bool("ready", false, "ask whether requests may be sent, too")
	if rest, err := parse(flags, args); err != nil || len(rest) > 0 {
		return errors.Join(err, tooMany(rest))
	}
	cfg, _, err := load(*path, w)
	if err != nil {
		return err
	}
	address, err := localURL(cfg.Addr)
	if err != nil {
		return err
	}
	if *ready {
		return ask(ctx, address+"/readyz")
	}
	return ask(ctx, address+"/healthz")
}

// localURL is where one reaches, from this machine, what listens on addr.
func localURL(addr string) (string, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", fmt.Errorf("addr: %w", err)
	}
	if ip := net.ParseIP(host); host == "" || ip.Equal(net.IPv4zero) {
		host = "127.0.0.1"
	} else if ip.Equal(net.IPv6zero) {
		host = "::1"
	}
	return "http://" + net.JoinHostPort(host, port), nil
}

func ask(ctx context.Context, url string) (err error) {
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return err
	}
	// No proxy of the environment stands between a machine and itself.
	res, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, res.Body.Close()) }()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", url, res.Status)
	}
	return nil
}

package postgres

import (
	"bufio"
	_ "embed"
	"fmt"
	"io"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

//go:embed pair.sh
var pairScript string

// Pair is a primary and a synchronous standby, which a commit waits for.
type Pair struct {
	// URL names the database "entre" on whichever of the two takes writes.
	URL string

	orders  io.WriteCloser
	answers *bufio.Reader
	cmd     *exec.Cmd
}

// StartPair starts both, on 127.0.0.1, and returns when a commit waits for both.
// They end, and their files go, with Stop or with this process, however that ends.
func StartPair() (*Pair, error) {
	bin, err := installed()
	if err != nil {
		return nil, err
	}
	var ports [2]string
	for i := range ports {
		if ports[i], err = freePort(); err != nil {
			return nil, fmt.Errorf("postgres: pair: %w", err)
		}
	}
	cmd := exec.Command("sh", "-c", pairScript, "pair.sh", bin, ports[0], ports[1]) //nolint:noctx // it outlives any one test
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("postgres: pair: %w", err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("postgres: pair: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("postgres: pair: %w", err)
	}
	p := &Pair{
		URL: fmt.Sprintf("postgres://postgres@127.0.0.1:%s,127.0.0.1:%s/entre?sslmode=disable&target_session_attrs=read-write&connect_timeout=3", ports[0], ports[1]),

		orders: stdin, answers: bufio.NewReader(stdout), cmd: cmd,
	}
	if line, _ := p.answers.ReadString('\n'); strings.TrimSpace(line) != "ready" {
		reason, _ := io.ReadAll(p.answers)
		return nil, fmt.Errorf("postgres: pair: %w: %s%s", cmd.Wait(), line, reason)
	}
	return p, nil
}

// Kill ends the primary as a power cut would.
func (p *Pair) Kill() error { return p.order("kill") }

// Promote has the standby take over, and returns when it takes writes.
func (p *Pair) Promote() error { return p.order("promote") }

func (p *Pair) order(what string) error {
	if _, err := io.WriteString(p.orders, what+"\n"); err != nil {
		return fmt.Errorf("postgres: pair: %s: %w", what, err)
	}
	line, err := p.answers.ReadString('\n')
	if strings.TrimSpace(line) != "done" {
		return fmt.Errorf("postgres: pair: %s: %q: %w", what, line, err)
	}
	return nil
}

// Stop ends both and removes their files.
func (p *Pair) Stop() error {
	if err := p.orders.Close(); err != nil {
		return fmt.Errorf("postgres: pair: stop: %w", err)
	}
	if err := p.cmd.Wait(); err != nil {
		return fmt.Errorf("postgres: pair: stop: %w", err)
	}
	return nil
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // at once
	if err != nil {
		return "", err
	}
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port), l.Close()
}

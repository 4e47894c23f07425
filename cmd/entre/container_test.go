package main

import (
	"bufio"
	"bytes"
	"context"
	"debug/elf"
	"fmt"
	"io"
	"io/fs"
	"mime/multipart"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mittkoping/entre/internal/demo/content"
	"github.com/mittkoping/entre/internal/testing/citizen"
)

// commandVariable makes this test binary, which is built as bin/entre is, the
// command itself.
const commandVariable = "ENTRE_TEST_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(commandVariable) != "" {
		main()
	}
	os.Exit(m.Run())
}

// nobody is the user that the image runs as.
const nobody = 65532

// container is what the Dockerfile makes, as far as a machine without an engine
// can have it: a folder with the binary, its configuration and its data, which the
// binary sees as the whole machine, run by a user without rights. Only root can
// shut a process into a folder; for others it is an ordinary process.
type container struct {
	t    *testing.T
	root string
	addr string
}

func (c container) isShut() bool { return os.Geteuid() == 0 }

// inside is how the binary calls a file of the container.
func (c container) inside(name string) string {
	if c.isShut() {
		return "/" + name
	}
	return filepath.Join(c.root, name)
}

func newContainer(t *testing.T) container {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	c := container{t: t, root: filepath.Join(t.TempDir(), "root"), addr: listener.Addr().String()}
	must(t, listener.Close())
	for _, dir := range []string{"etc/services", "data/files"} {
		must(t, os.MkdirAll(filepath.Join(c.root, dir), 0o755))
	}
	must(t, os.Chmod(c.root, 0o755))
	self, err := os.Executable()
	must(t, err)
	if os.Link(self, filepath.Join(c.root, "entre")) != nil {
		raw, err := os.ReadFile(self)
		must(t, err)
		must(t, os.WriteFile(filepath.Join(c.root, "entre"), raw, 0o755))
	}
	c.write("etc/entre.yaml", fmt.Sprintf(`
addr: %s
base_url: http://%s
municipality: {name: Mittköping, reference_prefix: MK, phone: 0300-12 34 56, hours: {sv: vardagar 8–17}, visit: {sv: Stadshuset}}
database: {driver: sqlite, dsn: %s}
files: {url: "file://%s"}
keys_file: %s
organisation_file: %s
connectors: {handlaggning: {type: caseroom}}
`, c.addr, c.addr, c.inside("data/entre.db"), c.inside("data/files"), c.inside("data/keys.json"), c.inside("etc/organisation.yaml")))
	c.write("etc/organisation.yaml", string(content.Organisation()))
	for _, name := range []string{"authorities.yaml", "stall-en-fraga-till-kommunen.yaml"} {
		raw, err := fs.ReadFile(content.Services(), name)
		must(t, err)
		c.write("etc/services/"+name, string(raw))
	}
	if c.isShut() {
		for _, dir := range []string{"data", "data/files"} {
			must(t, os.Chown(filepath.Join(c.root, dir), nobody, nobody))
		}
	}
	return c
}

func (c container) write(name, text string) {
	c.t.Helper()
	must(c.t, os.WriteFile(filepath.Join(c.root, name), []byte(text), 0o644))
}

// command is one command line in the container.
func (c container) command(args ...string) *exec.Cmd {
	cmd := exec.Command(c.inside("entre"), args...)
	cmd.Env = []string{commandVariable + "=1", "ENTRE_CONFIG=" + c.inside("etc/entre.yaml")}
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if c.isShut() {
		cmd.SysProcAttr.Chroot, cmd.Dir = c.root, "/"
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	}
	return cmd
}

func (c container) does(args ...string) {
	c.t.Helper()
	if said, err := c.command(args...).CombinedOutput(); err != nil {
		c.t.Fatalf("entre %s: %v\n%s", strings.Join(args, " "), err, said)
	}
}

// start serves until it is told to stop, and returns when healthcheck is content.
func (c container) start() (stop func(os.Signal), ended <-chan error, log *bytes.Buffer) {
	c.t.Helper()
	cmd, exited := c.command("serve"), make(chan error, 1)
	log = &bytes.Buffer{}
	cmd.Stdout, cmd.Stderr = log, log
	must(c.t, cmd.Start())
	c.t.Cleanup(func() { _ = cmd.Process.Kill() })
	go func() { exited <- cmd.Wait() }()
	c.until("the portal is ready", func() bool { return c.command("healthcheck", "--ready").Run() == nil })
	return func(s os.Signal) { must(c.t, cmd.Process.Signal(s)) }, exited, log
}

// until waits for something that comes soon.
func (c container) until(what string, yes func() bool) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !yes() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			c.t.Fatalf("in vain: %s", what)
		}
	}
}

// TestContainer installs and runs the portal with nothing around it: no shell, no
// libraries, no certificates, no time zones, no user of that name.
func TestContainer(t *testing.T) {
	c := newContainer(t)
	if said, err := c.command("healthcheck").CombinedOutput(); err == nil || !strings.Contains(string(said), "refused") {
		t.Errorf("healthcheck of nothing: %v\n%s", err, said)
	}
	c.does("keys", "new", c.inside("data/keys.json"))
	c.does("migrate", "up")
	c.does("catalogue", "import", c.inside("etc/services"))
	c.does("check")
	stop, ended, log := c.start()
	c.does("healthcheck")
	stop(syscall.SIGTERM)
	if err := <-ended; err != nil {
		t.Errorf("ended with %v\n%s", err, log)
	}
}

// TestStopsWhenAllIsReceived tells the portal to stop while a citizen's file is on
// its way over a slow line: no new request is taken, the file arrives, and then
// the portal ends.
func TestStopsWhenAllIsReceived(t *testing.T) {
	c := newContainer(t)
	c.does("keys", "new", c.inside("data/keys.json"))
	c.does("migrate", "up")
	c.does("catalogue", "import", c.inside("etc/services"))
	stop, ended, log := c.start()

	anna, err := citizen.New("http://" + c.addr)
	must(t, err)
	page, err := anna.Get(t.Context(), "/tjanst/stall-en-fraga-till-kommunen")
	must(t, err)
	form, err := page.Form("main form[method=post]")
	must(t, err)
	page, err = anna.Submit(t.Context(), form, "", "")
	must(t, err)
	form, err = page.Form("main form[method=post]")
	must(t, err)
	form.Set("fraga", "Hinner min fil fram?")
	head, body := upload(t, anna, form, page.URL.Path, c.addr)

	line, err := net.Dial("tcp", c.addr)
	must(t, err)
	defer line.Close()
	answers, half := bufio.NewReader(line), len(body)/2
	_, err = line.Write(head)
	must(t, err)
	// The portal says that it reads: only then is the request on its way.
	if said, err := answers.ReadString('\n'); !strings.HasPrefix(said, "HTTP/1.1 100 ") {
		t.Fatalf("%q, %v", said, err)
	}
	_, err = answers.ReadString('\n')
	must(t, err)
	_, err = line.Write(body[:half])
	must(t, err)
	stop(syscall.SIGTERM)
	c.until("nobody else is let in", func() bool { return c.command("healthcheck").Run() != nil })
	select {
	case err := <-ended:
		t.Fatalf("it ended before the file was received: %v\n%s", err, log)
	default:
	}
	_, err = line.Write(body[half:])
	must(t, err)
	res, err := http.ReadResponse(answers, nil)
	if err != nil {
		t.Fatalf("no answer: %v\n%s", err, log)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		said, _ := io.ReadAll(res.Body)
		t.Errorf("the upload: %s\n%s", res.Status, said)
	}
	if err := <-ended; err != nil {
		t.Errorf("ended with %v\n%s", err, log)
	}

	stop, ended, log = c.start()
	page, err = anna.Get(t.Context(), page.URL.Path)
	must(t, err)
	if !strings.Contains(page.Body, "bild.png") || !strings.Contains(page.Body, "Hinner min fil fram?") {
		t.Error("what was sent is not there")
	}
	stop(syscall.SIGTERM)
	if err := <-ended; err != nil {
		t.Errorf("ended with %v\n%s", err, log)
	}
}

// upload is a step with a file as a browser sends it.
func upload(t *testing.T, who *citizen.Citizen, form *citizen.Form, path, host string) (head, body []byte) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, values := range form.Values {
		must(t, w.WriteField(name, values[0]))
	}
	must(t, w.WriteField("do", "next"))
	part, err := w.CreateFormFile("fil", "bild.png")
	must(t, err)
	_, _ = part.Write(append([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat([]byte("en bild "), 30_000)...))
	must(t, w.Close())
	head = fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: %s\r\nOrigin: http://%s\r\nSec-Fetch-Site: same-origin\r\nExpect: 100-continue\r\nCookie: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n",
		path, host, host, who.Cookies(), w.FormDataContentType(), b.Len())
	return head, b.Bytes()
}

// TestIsStatic: what is built needs no library and no loader.
func TestIsStatic(t *testing.T) {
	self, err := os.Executable()
	must(t, err)
	file, err := elf.Open(self)
	must(t, err)
	defer file.Close()
	if libraries, err := file.ImportedLibraries(); err != nil || len(libraries) > 0 {
		t.Errorf("needs %v (%v)", libraries, err)
	}
	for _, p := range file.Progs {
		if p.Type == elf.PT_INTERP {
			t.Error("needs a loader")
		}
	}
}

func TestLocalURL(t *testing.T) {
	for addr, want := range map[string]string{
		"127.0.0.1:8080": "http://127.0.0.1:8080", ":8080": "http://127.0.0.1:8080", "0.0.0.0:80": "http://127.0.0.1:80",
		"[::]:8080": "http://[::1]:8080", "localhost:1": "http://localhost:1", "10.1.2.3:8080": "http://10.1.2.3:8080",
	} {
		if got, err := localURL(addr); err != nil || got != want {
			t.Errorf("%s: %s %v, want %s", addr, got, err, want)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

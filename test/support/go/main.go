// Another implementation's eyes: what Cartulary's sealer and prover wrote, held against golang.org/x/mod/sumdb.
//
// Reads one JSON object from standard input and writes one to standard output: for each thing that was shown, what is wrong
// with it, or "".
package main

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type inclusion struct {
	Size, Index int64
	Path        tlog.RecordProof
}

type consistency struct {
	Former, Size int64
	Path         tlog.TreeProof
}

type asked struct {
	Vkey          string
	Notes         []string
	Leaves        []string
	Inclusions    []inclusion
	Consistencies []consistency
	// The folder that holds tile/; Go's reader verifies each tile before it believes it.
	Tiles string
	// A text that this program signs with a key of its own.
	Text, Name string
}

type answer struct {
	Notes, Roots, Tiles, Inclusions, Consistencies []string
	SignedVkey, Signed                             string
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// A checkpoint is a tree's description under another first line than the one that tlog.ParseTree wants.
func parseTree(text string) (tlog.Tree, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 {
		return tlog.Tree{}, errors.New("no checkpoint")
	}
	return tlog.ParseTree([]byte("go.sum database tree\n" + strings.Join(lines[1:], "\n")))
}

// The hashes of a tree that grows by the leaves.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		if at >= int64(len(s)) {
			return nil, errors.New("no such hash")
		}
		out[i] = s[at]
	}
	return out, nil
}

// Tiles of height 8 as files. Their paths do not name the height, as those of Go's checksum database do.
type tiles struct{ folder string }

func (tiles) Height() int                     { return 8 }
func (tiles) SaveTiles([]tlog.Tile, [][]byte) {}
func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	out := make([][]byte, len(wanted))
	for i, tile := range wanted {
		bytes, err := os.ReadFile(filepath.Join(t.folder, strings.Replace(tile.Path(), "tile/8/", "tile/", 1)))
		if err != nil {
			return nil, err
		}
		out[i] = bytes
	}
	return out, nil
}

func run(in asked) (out answer, err error) {
	verifier, err := note.NewVerifier(in.Vkey)
	if err != nil {
		return out, err
	}
	var hashes stored
	for i, leaf := range in.Leaves {
		more, err := tlog.StoredHashes(int64(i), []byte(leaf), hashes)
		if err != nil {
			return out, err
		}
		hashes = append(hashes, more...)
	}
	heads := map[int64]tlog.Hash{}
	for _, text_ := range in.Notes {
		opened, err := note.Open([]byte(text_), note.VerifierList(verifier))
		if err != nil {
			out.Notes = append(out.Notes, text(err))
			continue
		}
		tree, err := parseTree(opened.Text)
		out.Notes = append(out.Notes, text(err))
		if err != nil {
			continue
		}
		heads[tree.N] = tree.Hash
		out.Roots = append(out.Roots, text(rootIs(tree, hashes)))
		if in.Tiles != "" {
			// Reading every leaf makes the reader verify every tile up to the head.
			out.Tiles = append(out.Tiles, text(tilesMake(tree, in.Tiles, hashes)))
		}
	}
	for _, p := range in.Inclusions {
		head, isKnown := heads[p.Size]
		if !isKnown || p.Index >= int64(len(in.Leaves)) {
			out.Inclusions = append(out.Inclusions, "no checkpoint of size "+strconv.FormatInt(p.Size, 10))
			continue
		}
		leaf := tlog.RecordHash([]byte(in.Leaves[p.Index]))
		out.Inclusions = append(out.Inclusions, text(tlog.CheckRecord(p.Path, p.Size, head, p.Index, leaf)))
	}
	for _, p := range in.Consistencies {
		head, isKnown := heads[p.Size]
		former, isKnownToo := heads[p.Former]
		if !isKnown || !isKnownToo {
			out.Consistencies = append(out.Consistencies, "no checkpoints of these sizes")
			continue
		}
		out.Consistencies = append(out.Consistencies, text(tlog.CheckTree(p.Path, p.Size, head, p.Former, former)))
	}
	if in.Text == "" {
		return out, nil
	}
	skey, vkey, err := note.GenerateKey(rand.Reader, in.Name)
	if err != nil {
		return out, err
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		return out, err
	}
	signed, err := note.Sign(&note.Note{Text: in.Text}, signer)
	out.SignedVkey, out.Signed = vkey, string(signed)
	return out, err
}

func rootIs(tree tlog.Tree, hashes stored) error {
	root, err := tlog.TreeHash(tree.N, hashes)
	if err == nil && root != tree.Hash {
		return errors.New("another root")
	}
	return err
}

func tilesMake(tree tlog.Tree, folder string, hashes stored) error {
	indexes := make([]int64, tree.N)
	for i := range indexes {
		indexes[i] = tlog.StoredHashIndex(0, int64(i))
	}
	read, err := tlog.TileHashReader(tree, tiles{folder}).ReadHashes(indexes)
	if err != nil {
		return err
	}
	for i, at := range indexes {
		if read[i] != hashes[at] {
			return errors.New("another leaf in a tile")
		}
	}
	return nil
}

func main() {
	var in asked
	if err := json.NewDecoder(os.Stdin).Decode(&in); err != nil {
		panic(err)
	}
	out, err := run(in)
	if err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
	json.NewEncoder(os.Stdout).Encode(out)
}

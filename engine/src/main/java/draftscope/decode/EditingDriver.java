package draftscope.decode;

import draftscope.decode.editing.EditingParts;
import draftscope.decode.editing.PlaceLaw;
import draftscope.decode.editing.TextChain;
import draftscope.decode.speculative.CommittedTokens;
import draftscope.sampling.Randomness.Purpose;
import draftscope.trace.CanvasEdit;
import draftscope.trace.DraftNode;
import draftscope.trace.Note;
import draftscope.trace.Phase;
import draftscope.trace.Provenance;
import draftscope.trace.StandingToken;
import draftscope.trace.StopReason;
import draftscope.trace.TokenMeasures;
import draftscope.trace.TraceEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Changes a text in place, a proposal a step: weigh, choose, write. The canvas has no masks; what stands on it is tentative to
/// the last step, after which all of it is output.
///
/// A run that leaves another one begins with that one's text. Since a step depends on nothing but the text, what stays of it and the
/// step's random numbers, it then does what the other one did from there on.
final class EditingDriver implements Driver {
    private static final CanvasEdit.Kind[] KINDS = CanvasEdit.Kind.values();
    // Which of a step's random numbers is which.
    private static final int KIND = 0;
    private static final int SITE = 1;
    private static final int TOKEN = 2;
    private static final int DECISION = 3;

    /// A token of the text.
    ///
    /// @param place by which the trace knows it
    private record Word(int place, int token, Provenance provenance, boolean stays) {}

    private final Stage stage;
    private final EditingParts parts;
    private final CommittedTokens committed;
    private final CanvasBeginning beginning;
    private final TextReader reader;
    private final TextChain chain;
    private final List<Word> text = new ArrayList<>();
    private int places; // that ever were, prompt included

    /// @param beginning a canvas without masks that fits the prompt and the model
    /// @param longest   most tokens of the text
    EditingDriver(Stage stage, EditingParts parts, int[] prompt, CanvasBeginning beginning, int longest) {
        this.stage = stage;
        this.parts = parts;
        this.beginning = beginning;
        committed = new CommittedTokens(prompt);
        for (StandingToken token : beginning.standing()) {
            text.add(new Word(token.position(), token.token(), token.provenance(), token.locked()));
        }
        places = beginning.length();
        reader = new TextReader(stage, prompt, longest);
        chain = new TextChain(reader, parts.weighing(), longest);
    }

    /// The canvas that a run begins with when it leaves no other.
    static CanvasBeginning beginning(EditingParts parts, int promptLength) {
        List<StandingToken> standing = new ArrayList<>();
        for (int token : parts.start()) {
            standing.add(new StandingToken(promptLength + standing.size(), token, Double.NaN, Provenance.FORCED,
                    parts.stays()));
        }
        return new CanvasBeginning(promptLength + standing.size(), standing, List.of(), 0, 0);
    }

    @Override
    public int capacity() {
        return reader.cache().capacity();
    }

    @Override
    public CommittedTokens committed() {
        return committed;
    }

    @Override
    public StopReason drive() {
        stage.phases().begin();
        int[] prompt = committed.range(0, committed.size());
        reader.begin();
        stage.narrator().promptIngested(prompt);
        stage.narrator().canvasOpened(prompt, TraceEvent.CanvasOpened.NO_MASK, beginning, 0);
        reader.tell(0);
        stage.phases().finished(0, Phase.PREFILL);
        for (int step = 0; step < parts.steps(); step++) {
            step(step, step == parts.steps() - 1);
        }
        return StopReason.STEPS_DONE;
    }

    private void step(int step, boolean last) {
        stage.narrator().stepStarted(step, committed.size());
        reader.beginStep();
        CanvasEdit.Kind kind = KINDS[(int) (random(step, KIND) * KINDS.length)];
        List<TextChain.Site> sites = chain.sites(kind, tokens(), stays());
        if (sites.isEmpty()) {
            stage.narrator().edited(step, List.of(), 0, 0);
            stage.narrator().noted(step, List.of(new Note("nothing to do", kind == CanvasEdit.Kind.INSERT
                    ? "a token was to be put in, and the text has its full length"
                    : "a token was to be changed or taken out, and every one has to stay", List.of(), text.size())));
            stage.phases().finished(step, Phase.PREDICT);
        } else {
            TextChain.Site site = sites.get((int) (random(step, SITE) * sites.size()));
            PlaceLaw law = chain.law(site);
            stage.phases().finished(step, Phase.PREDICT);
            change(step, law, chain.move(site, law, law.draw(random(step, TOKEN))));
        }
        stage.tally().targetForwards(reader.forwards());
        reader.forgetBranches();
        if (last) {
            commit(step);
        }
        stage.phases().telling(() -> reader.tell(step));
        stage.tally().round(0);
        stage.phases().finishedRound(step, Phase.WRITE, last);
    }

    private double random(int step, int number) {
        return stage.randomness().uniform(Purpose.EDIT, step, 0, number);
    }

    private int[] tokens() {
        return text.stream().mapToInt(Word::token).toArray();
    }

    private boolean[] stays() {
        boolean[] stays = new boolean[text.size()];
        for (int i = 0; i < stays.length; i++) {
            stays[i] = text.get(i).stays();
        }
        return stays;
    }

    private void change(int step, PlaceLaw law, TextChain.Move move) {
        TextChain.Site site = move.site();
        double chance = random(step, DECISION);
        boolean taken = chance < move.acceptance();
        boolean insert = site.kind() == CanvasEdit.Kind.INSERT;
        int place = !insert
                ? text.get(site.index()).place()
                : taken ? places : CanvasEdit.NOWHERE;
        int before = insert && site.index() < text.size() ? text.get(site.index()).place() : CanvasEdit.NOWHERE;
        stage.phases().finished(step, Phase.CHOOSE);
        if (taken) {
            write(move, place);
        }
        stage.phases().telling(() -> stage.narrator().edited(step, List.of(new CanvasEdit(site.kind(), place, before,
                move.token(), site.standing(), move.token() < 0 ? Double.NaN : law.share(move.token()),
                law.top(stage.narrator().top()), move.forth(), move.back(), move.gain(), move.acceptance(), chance,
                taken)), reader.forwards(), reader.rows()));
    }

    private void write(TextChain.Move move, int place) {
        Word word = new Word(place, move.token(), Provenance.TARGET, false);
        switch (move.site().kind()) {
            case INSERT -> {
                text.add(move.site().index(), word);
                places++;
            }
            case REPLACE -> {
                // A word that replaces itself has not changed.
                if (move.token() != move.site().standing()) {
                    text.set(move.site().index(), word);
                }
            }
            case DELETE -> text.remove(move.site().index());
        }
    }

    private void commit(int step) {
        TokenMeasures[] measures = new TokenMeasures[text.size()];
        Arrays.fill(measures, TokenMeasures.NOT_CAPTURED);
        if (stage.narrator().captures()) {
            stage.phases().telling(() -> reader.readText(tokens(), (index, law) -> measures[index] = law.measures(
                    text.get(index).token(), stage.narrator().top())));
        }
        for (int i = 0; i < text.size(); i++) {
            Word word = text.get(i);
            stage.narrator().committed(step, committed.size(), word.token(), word.provenance(), DraftNode.NONE,
                    measures[i]);
            committed.add(word.token(), word.provenance());
            stage.tally().emitted(word.provenance());
        }
    }
}

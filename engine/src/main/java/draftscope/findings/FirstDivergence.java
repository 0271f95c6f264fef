package draftscope.findings;

import draftscope.trace.CommittedToken;
import draftscope.trace.TokenPiece;
import draftscope.trace.Trace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Where the output first differs from what it was held against: the target alone, or a run that it is compared with.
final class FirstDivergence implements Rule {
    @Override
    public String id() {
        return "first-divergence";
    }

    @Override
    public String title() {
        return "Here two texts part";
    }

    @Override
    public String when() {
        return "The run was compared with its target alone (Shift+A) or with another run of its prompt that is ticked in"
                + " the list of runs, and some token is another one there.";
    }

    @Override
    public List<Finding> look(Evidence evidence) {
        Trace trace = evidence.trace();
        int prompt = trace.prompt().size();
        List<CommittedToken> output = evidence.state().committed();
        List<Finding> found = new ArrayList<>();
        for (Evidence.Beside other : evidence.beside()) {
            int length = Math.min(prompt + output.size(), other.text().size());
            for (int at = 0; at < length; at++) {
                int here = at < prompt ? trace.prompt().get(at) : output.get(at - prompt).token();
                if (here == other.text().get(at))
                    continue;
                // Texts of different prompts are not alike to begin with.
                if (at >= prompt)
                    found.add(Finding.ofPosition(this, "Token " + (at - prompt + 1) + " is the first that differs from "
                            + other.name() + ": " + words(trace, here) + " here, " + words(trace, other.text().get(at))
                            + " there." + (other.cause().isEmpty() ? "" : " " + other.cause()), 0.9,
                            output.get(at - prompt).step(), output.get(at - prompt).position()));
                break;
            }
        }
        return found;
    }

    private static String words(Trace trace, int token) {
        TokenPiece piece = trace.piece(token);
        String text = new String(piece.bytes(), StandardCharsets.UTF_8);
        return text.isEmpty() ? "id " + token : "“" + text + "”";
    }
}

package draftscope.views;

import draftscope.trace.DraftNode;
import draftscope.trace.KvChange;
import draftscope.trace.KvMap;
import draftscope.trace.KvOwner;
import draftscope.trace.KvState;
import draftscope.trace.Trace;
import draftscope.trace.TraceEvent;
import draftscope.trace.TraceState;
import draftscope.views.Why.Explanation;
import draftscope.views.Why.Line;
import draftscope.views.layout.TokenText;
import java.util.ArrayList;
import java.util.List;

/// The story of a cell of a KV cache.
final class WhyCell {
    private static final int LONGEST_STORY = 4;

    private WhyCell() {}

    static Explanation explain(TraceState state, KvOwner owner, int slot) {
        KvMap map = state.kv(owner);
        String cache = owner == KvOwner.TARGET ? "the target's cache" : "the draft's cache";
        if (slot < 0 || slot >= map.capacity())
            return new Explanation("KV cell", "At this moment " + cache + " has no slot " + slot + ".", List.of());
        Trace trace = state.trace();
        KvState cell = map.state(slot);
        String token = TokenText.quoted(trace, map.token(slot));
        String sentence = switch (cell) {
            case FREE -> "Nothing is stored here.";
            case PROMPT -> "It holds the keys and values of " + token + ", part of the prompt.";
            case REUSED ->
                "It holds " + token + ", part of the prompt, kept from an earlier run and not computed again.";
            case GENERATED -> "It holds " + token
                    + (trace.unjudged()
                            ? ", a draft token that was taken unjudged."
                            : ", a draft token that the target accepted.");
            case TARGET -> "It holds " + token + ", a token of the target's own.";
            case SCRATCH -> scratch(map, slot, token);
            case ROLLED_BACK -> "Rolled back: the draft node that stood here lost, so its keys and values are dead "
                    + "and the slot will be written again.";
            case EVICTED -> "Evicted by the cache policy: later tokens no longer see what stood here.";
            case SINK -> "It holds " + token + ", kept for ever by the sink policy.";
        };
        List<String> story = story(state, owner, slot);
        if (!story.isEmpty())
            sentence += " " + String.join("; ", story) + ".";
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("slot", Integer.toString(slot)));
        if (map.position(slot) >= 0)
            lines.add(new Line("position", Integer.toString(map.position(slot))));
        if (map.node(slot) != DraftNode.NONE)
            lines.add(new Line("draft node", Integer.toString(map.node(slot))));
        lines.add(new Line("committed cells", map.length() + " of " + map.capacity()));
        return new Explanation("What happened here", sentence, lines);
    }

    private static String scratch(KvMap map, int slot, String token) {
        if (map.token(slot) < 0)
            return "Scratch: the target drafts, and read a mixture of several drafts' tokens here. It is written again when the"
                    + " target reads the drafts token by token.";
        return map.node(slot) == DraftNode.NONE
                ? "Scratch: it holds " + token + ", read behind the committed cells and not kept so far."
                : "Scratch: it holds " + token
                        + " of a draft node that awaits its verdict. An accepted node is kept, a lost"
                        + " one is rolled back.";
    }

    /// Its last changes, oldest first.
    private static List<String> story(TraceState state, KvOwner owner, int slot) {
        List<String> story = new ArrayList<>();
        Trace trace = state.trace();
        for (int i = Math.min(state.position(), trace.length()) - 1; i >= 0 && story.size() < LONGEST_STORY; i--) {
            if (!(trace.event(i) instanceof TraceEvent.KvChanged changed) || changed.owner() != owner)
                continue;
            for (KvChange change : changed.changes()) {
                if (change.slot() == slot)
                    story.addFirst(line(changed.step(), change));
            }
        }
        if (!story.isEmpty())
            story.set(0, story.getFirst().substring(0, 1).toUpperCase() + story.getFirst().substring(1));
        return story;
    }

    private static String line(int step, KvChange change) {
        String when = step < 0 ? "while the prompt was read" : "in round " + (step + 1);
        return (switch (change.state()) {
            case FREE -> "freed ";
            case PROMPT, REUSED, SINK -> "written ";
            case GENERATED, TARGET -> change.from() != KvChange.NOT_COPIED
                    ? "copied here from slot " + change.from() + " "
                    : "committed ";
            case SCRATCH -> "written as scratch ";
            case ROLLED_BACK -> "rolled back ";
            case EVICTED -> "evicted ";
        }) + when;
    }
}

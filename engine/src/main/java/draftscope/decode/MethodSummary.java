package draftscope.decode;

import java.util.ArrayList;
import java.util.List;

/// What people should know about a method, as sentences: made from its catalog entry and from nothing else, for its page in the
/// window and on the command line.
///
/// @param exactness whether its text follows the target's distribution, with the reason when it does not
/// @param paper     where it comes from
/// @param needs     what it cannot do without
public record MethodSummary(String title, String idea, String exactness, String paper, List<String> needs,
        List<Knob> knobs) {
    /// A parameter.
    ///
    /// @param range    what is accepted
    /// @param standard its value when nobody sets it
    public record Knob(String name, String label, String unit, String range, String standard, String help) {
        /// The standard value with its unit; `none` for an empty text.
        public String standardWithUnit() {
            if (standard.isEmpty())
                return "none";
            return unit.isEmpty() ? standard : standard + " " + unit;
        }
    }

    public MethodSummary {
        needs = List.copyOf(needs);
        knobs = List.copyOf(knobs);
    }

    /// Made from a catalog entry.
    public static MethodSummary of(DecodingMethod method) {
        Paper paper = method.paper();
        String source = paper.authors() + " " + paper.year() + ", " + paper.title()
                + (paper.arxivId().isEmpty() ? "" : ", arXiv " + paper.arxivId());
        return new MethodSummary(method.name() + " (" + method.id() + ")", method.idea(), method.exact()
                ? "Exact: its text is distributed as the target's own."
                : "Lossy: " + method.lossyReason(), source,
                method.needs().stream().map(need -> "Needs " + need.sentence() + ".").toList(),
                method.parameters().stream().map(p -> new Knob(p.name(), p.label(), p.unit(), p.range(), p.standard(),
                        p.help())).toList());
    }

    /// As lines of text.
    public List<String> lines() {
        List<String> lines = new ArrayList<>(List.of(title, idea, exactness, "Paper: " + paper));
        lines.addAll(needs);
        for (Knob knob : knobs) {
            lines.add(
                    "  --set " + knob.name + "=" + knob.standard + (knob.unit.isEmpty() ? "" : " " + knob.unit) + "   "
                            + knob.label + ": " + knob.help);
            lines.add("        accepted: " + knob.range);
        }
        return lines;
    }
}

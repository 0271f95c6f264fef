package draftscope.decode.editing;

import draftscope.trace.CanvasEdit.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A Metropolis-Hastings chain over texts: its law, after many steps, is what the target itself says of whole texts behind the
/// prompt, among those that hold what has to stay.
///
/// Each step takes one of three kinds and one of the places where that can be done, all alike; where there is none it does
/// nothing. A token is drawn from [PlaceLaw]. The change is taken with probability
/// `min(1, law(changed) * back / (law(text) * forth))`, where `forth` is the probability of proposing it and `back` that of
/// proposing the way back. So law(text) * P(text -> changed) = law(changed) * P(changed -> text) holds for every pair of texts,
/// and a text that follows the law once does so for ever. The candidates of a place depend on what stands around it and not on what
/// stands there, which is what makes the way back known.
///
/// Source: Miao, Zhou, Mou, Yan, Li 2018, CGMH, arXiv 1811.10996. There a replacement is always taken and a token that is no
/// candidate can be deleted although its insertion cannot be proposed; both bend the law, and neither is done here.
///
/// @param longest most tokens of a text
public record TextChain(TextScores scores, Weighing weighing, int longest) {
    /// Where a step may change a text.
    ///
    /// @param places     where this kind of change could be done, all alike
    /// @param placesBack where the opposite one could be done afterwards
    /// @param standing   the token that is replaced or taken out; -1 for an insertion
    public record Site(Kind kind, int index, int places, int placesBack, int[] left, int[] right, int standing) {
        /// The text once `token` stands there; for a deletion the text without.
        public int[] text(int token) {
            int[] text = Arrays.copyOf(left, left.length + right.length + (kind == Kind.DELETE ? 0 : 1));
            if (kind != Kind.DELETE)
                text[left.length] = token;
            System.arraycopy(right, 0, text, text.length - right.length, right.length);
            return text;
        }
    }

    /// A change that is proposed.
    ///
    /// @param token what is to stand there; -1 for a deletion
    /// @param gain  natural logarithm of law(changed) / law(text), at temperature 1
    public record Move(Site site, int token, double forth, double back, double gain, double acceptance) {}

    /// Where a change of a kind can be done.
    ///
    /// @param stays by token, whether it stays
    public List<Site> sites(Kind kind, int[] text, boolean[] stays) {
        int free = 0;
        for (boolean one : stays)
            free += one ? 0 : 1;
        List<Site> sites = new ArrayList<>();
        if (kind == Kind.INSERT) {
            for (int i = 0; i <= text.length && text.length < longest; i++)
                sites.add(new Site(kind, i, text.length + 1, free + 1, Arrays.copyOf(text, i),
                        Arrays.copyOfRange(text, i, text.length), -1));
            return sites;
        }
        for (int i = 0; i < text.length; i++)
            if (!stays[i])
                sites.add(new Site(kind, i, free, kind == Kind.DELETE ? text.length : free, Arrays.copyOf(text, i),
                        Arrays.copyOfRange(text, i + 1, text.length), text[i]));
        return sites;
    }

    /// The law of the token for a place.
    public PlaceLaw law(Site site) {
        return new PlaceLaw(scores, scores.weigh(site.left(), site.right(), weighing.candidates(), site.standing()),
                weighing);
    }

    /// The change that brings `token` to a place; for a deletion the token counts for nothing.
    public Move move(Site site, PlaceLaw law, int token) {
        TextScores.Gap gap = law.gap();
        return switch (site.kind()) {
            case REPLACE -> move(site, token, law.probability(token), law.probability(site.standing()),
                    token == site.standing() ? 0 : log(site, law, token) - gap.standing());
            case INSERT -> move(site, token, law.probability(token) / site.places(), 1.0 / site.placesBack(),
                    log(site, law, token) - gap.nothing());
            case DELETE -> move(site, -1, 1.0 / site.places(), law.probability(site.standing()) / site.placesBack(),
                    gap.nothing() - gap.standing());
        };
    }

    private double log(Site site, PlaceLaw law, int token) {
        int index = law.index(token);
        return index >= 0 ? law.gap().logs()[index] : scores.log(site.left(), token, site.right());
    }

    private Move move(Site site, int token, double forth, double back, double gain) {
        double temperature = weighing.temperature();
        double ratio = temperature > 0
                ? Math.exp(gain / temperature)
                : gain > 0 ? Double.POSITIVE_INFINITY : gain == 0 ? 1 : 0;
        return new Move(site, token, forth, back, gain, Math.min(1, ratio * (back / forth)));
    }
}

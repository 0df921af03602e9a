//! String preparation up to the step that differs from rule to rule: map, normalize, prohibit (RFC 4518 sections 2.2 to 2.4).
//!
//! Transcoding is UTF-8 decoding (section 2.1), and bidirectional characters are ignored (section 2.5). The repertoire is that
//! of Unicode 3.2: what it leaves unassigned is prohibited, emoji included.

use stringprep::tables;
use unicode_normalization::UnicodeNormalization;

use super::case_string::CaseFolding;
use super::error::InvalidValue;

/// Maps, normalizes and checks a text.
///
/// # Errors
///
/// When a prohibited character is left.
pub(super) fn prepare(text: &str, folding: CaseFolding) -> Result<String, InvalidValue> {
    // Unassigned characters are looked for before normalization as well: its tables are newer than Unicode 3.2, and would
    // turn some of them into assigned ones.
    if let Some(unassigned) = text.chars().find(|c| tables::unassigned_code_point(*c)) {
        return Err(InvalidValue::ProhibitedCharacter(unassigned));
    }
    let mapped = text.chars().filter_map(map);
    let prepared: String = match folding {
        CaseFolding::Keep => mapped.nfkc().collect(),
        CaseFolding::Fold => mapped.flat_map(tables::case_fold_for_nfkc).nfkc().collect(),
    };
    match prepared.chars().find(|c| is_prohibited(*c)) {
        Some(prohibited) => Err(InvalidValue::ProhibitedCharacter(prohibited)),
        None => Ok(prepared),
    }
}

/// RFC 4518 section 2.2: nothing, SPACE, or the character itself. The section writes the range of the variation selectors
/// as FF00-FE0F; the characters of that name are FE00 to FE0F.
fn map(c: char) -> Option<char> {
    match c {
        '\u{0009}'..='\u{000D}'
        | '\u{0085}'
        | '\u{0020}'
        | '\u{00A0}'
        | '\u{1680}'
        | '\u{2000}'..='\u{200A}'
        | '\u{2028}'..='\u{2029}'
        | '\u{202F}'
        | '\u{205F}'
        | '\u{3000}' => Some(' '),
        '\u{00AD}'
        | '\u{1806}'
        | '\u{034F}'
        | '\u{180B}'..='\u{180D}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FFFC}'
        | '\u{0000}'..='\u{0008}'
        | '\u{000E}'..='\u{001F}'
        | '\u{007F}'..='\u{0084}'
        | '\u{0086}'..='\u{009F}'
        | '\u{06DD}'
        | '\u{070F}'
        | '\u{180E}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2063}'
        | '\u{206A}'..='\u{206F}'
        | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}'
        | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0001}'
        | '\u{E0020}'..='\u{E007F}' => None,
        _ => Some(c),
    }
}

/// RFC 4518 section 2.4. Two of its tables need no look: surrogate codes (C.5) can't occur in UTF-8, and what table C.8 has
/// is mapped to nothing or decomposed by the steps before.
fn is_prohibited(c: char) -> bool {
    tables::unassigned_code_point(c)
        || tables::private_use(c)
        || tables::non_character_code_point(c)
        || c == '\u{FFFD}'
}

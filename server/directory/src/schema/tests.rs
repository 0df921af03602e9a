use super::*;

fn standard() -> Schema {
    Schema::standard().build().unwrap()
}

#[test]
fn standard_definitions_build() {
    let schema = standard();
    assert!(schema.attribute_types().len() > 150);
    let cn = schema.attribute_type(b"COMMONNAME").unwrap();
    assert_eq!(cn.name(), "cn");
    assert_eq!(schema.attribute_type(b"2.5.4.3").unwrap().id, cn.id);
}

//! What can be done to users.

use std::sync::Arc;

use jcldap_fixtures::{FieldError, User, UserState, case_ignore_key, next_free_unix_uid};
use serde_json::{Map, Value};

use super::stored::index;
use super::{Account, ChangeError, OrganizationEditor};
use crate::jumpcloud::entry_uuid;
use crate::jumpcloud::password::StoredPassword;
use crate::jumpcloud::timestamp::Timestamp;

impl OrganizationEditor {
    /// Locks or unlocks the account (J4.04).
    pub fn set_account_locked(&mut self, username: &str, locked: bool) -> Result<(), ChangeError> {
        self.change_user(username, |account| {
            account.user.account_locked = locked;
            Ok(())
        })
    }

    /// Activates, suspends or stages the account (J10.07).
    pub fn set_state(&mut self, username: &str, state: UserState) -> Result<(), ChangeError> {
        self.change_user(username, |account| {
            account.user.state = state;
            Ok(())
        })
    }

    /// Lets the password expire, or be valid again (J4.03).
    pub fn set_password_expired(
        &mut self,
        username: &str,
        expired: bool,
    ) -> Result<(), ChangeError> {
        self.change_user(username, |account| {
            account.user.password_expired = expired;
            Ok(())
        })
    }

    /// Gives the account a password, which is octets: it need not be UTF-8.
    pub fn set_password(&mut self, username: &str, password: &[u8]) -> Result<(), ChangeError> {
        self.change_user(username, |account| {
            account.password = Some(StoredPassword::plain(password));
            Ok(())
        })
    }

    /// Binds the user to the LDAP directory or takes that binding away (J1.13).
    pub fn set_user_binding(&mut self, username: &str, bound: bool) -> Result<(), ChangeError> {
        self.change_user(username, |account| {
            account.user.ldap = bound;
            Ok(())
        })
    }

    /// Sets any field by JumpCloud's own name of it (J10.08); `null` unsets it. A new `username` renames the user.
    pub fn set_user_field(
        &mut self,
        username: &str,
        field: &str,
        value: &Value,
    ) -> Result<(), ChangeError> {
        let (place, account) = self.user(username)?;
        let mut changed = Account::clone(account);
        changed.user.set_field(field, value)?;
        match field {
            "password" | "password_hash" => {
                changed.password = StoredPassword::taken_from(&mut changed.user)?;
            }
            "unix_uid" if changed.user.unix_uid == 0 => return Err(needs_a_value(field)),
            "unix_guid" if changed.user.unix_guid == 0 => {
                changed.user.unix_guid = changed.user.unix_uid;
            }
            _ => {}
        }
        self.refuse_what_others_have(place, &changed.user, &self.user(username)?.1.user)?;
        self.replace_user(place, changed);
        Ok(())
    }

    /// Adds a user with these fields (J10.08). Without a `unix_uid` it gets the next free one.
    pub fn add_user(&mut self, fields: &Map<String, Value>) -> Result<(), ChangeError> {
        let mut user = User::from_fields(fields)?;
        let place = index(self.after.accounts.len());
        if user.unix_uid == 0 {
            let taken = self.after.accounts().map(|it| it.user.unix_uid);
            user.unix_uid = next_free_unix_uid(taken);
        }
        if user.unix_guid == 0 {
            user.unix_guid = user.unix_uid;
        }
        self.refuse_what_any_has(place, &user)?;
        let password = StoredPassword::taken_from(&mut user)?;
        let now = Timestamp::new(self.now);
        let key = case_ignore_key(&user.username).into_boxed_str();
        let account = Account {
            password,
            entry_uuid: entry_uuid::of_added_user(&self.after.identity, &user, place),
            created: user.created.map_or(now, Timestamp::new),
            modified: now,
            user,
        };
        self.after.by_username.insert(key, place);
        self.after.memberships.push_back(Arc::from([]));
        self.put_account(place, Some(account));
        Ok(())
    }

    /// Deletes a user, which leaves its groups too.
    pub fn delete_user(&mut self, username: &str) -> Result<(), ChangeError> {
        let (place, account) = self.user(username)?;
        let key = case_ignore_key(&account.user.username);
        for group in self.after.group_places_of(place).to_vec() {
            self.take_member_out(group, place);
        }
        self.after.by_username.remove(key.as_str());
        self.after.lockout.forget(place);
        self.put_account(place, None);
        Ok(())
    }

    fn change_user(
        &mut self,
        username: &str,
        change: impl FnOnce(&mut Account) -> Result<(), ChangeError>,
    ) -> Result<(), ChangeError> {
        let (place, account) = self.user(username)?;
        let mut changed = Account::clone(account);
        change(&mut changed)?;
        self.replace_user(place, changed);
        Ok(())
    }

    /// Puts the changed account in its place, unless it says what it said.
    pub(super) fn replace_user(&mut self, place: u32, changed: Account) {
        let Some(account) = self.after.account_at(place).map(Arc::clone) else {
            return;
        };
        if account.says_the_same_as(&changed) {
            return;
        }
        if account.user.account_locked != changed.user.account_locked {
            self.after.lockout.forget(place);
        }
        if account.user.username != changed.user.username {
            let old_key = case_ignore_key(&account.user.username);
            let new_key = case_ignore_key(&changed.user.username).into_boxed_str();
            self.after.by_username.remove(old_key.as_str());
            self.after.by_username.insert(new_key, place);
        }
        self.put_account(place, Some(changed));
    }

    /// As [`Self::refuse_what_any_has`], but looks at others only where something changed that has to be unique.
    fn refuse_what_others_have(
        &self,
        place: u32,
        user: &User,
        before: &User,
    ) -> Result<(), ChangeError> {
        let unchanged = user.username == before.username
            && user.email == before.email
            && user.unix_uid == before.unix_uid
            && user.employee_identifier == before.employee_identifier;
        if unchanged {
            Ok(())
        } else {
            self.refuse_what_any_has(place, user)
        }
    }

    /// What has to be unique, as in a fixture (`openldap.md 27`).
    fn refuse_what_any_has(&self, place: u32, user: &User) -> Result<(), ChangeError> {
        let taken = |field, value: &str| {
            let value = value.to_owned();
            Err(ChangeError::Taken { field, value })
        };
        let by_name = self.after.position(&user.username);
        if by_name.is_some_and(|(other, _)| other != place) {
            return taken("username", &user.username);
        }
        let email = user.email.to_lowercase();
        let others = self.after.accounts_with_places();
        for (_, other) in others.filter(|(other, _)| *other != place) {
            let other = &other.user;
            if other.email.to_lowercase() == email {
                return taken("email", &user.email);
            }
            if other.unix_uid == user.unix_uid {
                return taken("unix_uid", &user.unix_uid.to_string());
            }
            if let Some(identifier) = &user.employee_identifier
                && other.employee_identifier.as_ref() == Some(identifier)
            {
                return taken("employeeIdentifier", identifier);
            }
            if let Some(id) = &user.id
                && other.id.as_ref() == Some(id)
            {
                return taken("_id", id);
            }
        }
        Ok(())
    }
}

fn needs_a_value(field: &str) -> ChangeError {
    ChangeError::Field(FieldError::Value {
        message: format!("`{field}` is empty"),
        help: None,
    })
}

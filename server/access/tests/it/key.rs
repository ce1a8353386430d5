use crate::stage::Folder;
use std::{
    fs::{self, Permissions},
    os::unix::fs::{MetadataExt, PermissionsExt},
};
use switchhook_access::{Doors, KeyError, SecretKeys};

#[test]
fn a_missing_key_is_made_once_and_for_its_owner_alone() {
    let folder = Folder::new();
    let path = folder.path().join("keys/secret.key");
    let doors = Doors::system();
    let made = SecretKeys::open(&path, &doors).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, 0o600);
    assert_eq!(fs::read(&path).unwrap().len(), 32);
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "no draft of it is left");
    let read = SecretKeys::open(&path, &doors).unwrap();
    assert_eq!(format!("{made:?}"), format!("{read:?}"));
}

#[test]
fn a_key_that_others_may_read_is_refused() {
    let folder = Folder::new();
    let path = folder.path().join("secret.key");
    SecretKeys::open(&path, &Doors::system()).unwrap();
    for mode in [0o640, 0o604, 0o620, 0o601] {
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        assert!(matches!(SecretKeys::open(&path, &Doors::system()), Err(KeyError::OpenToOthers { .. })));
    }
    fs::set_permissions(&path, Permissions::from_mode(0o400)).unwrap();
    assert!(SecretKeys::open(&path, &Doors::system()).is_ok());
}

#[test]
fn a_file_of_another_length_is_no_key() {
    let folder = Folder::new();
    for length in [0, 31, 33, 4096] {
        let path = folder.path().join(format!("{length}.key"));
        fs::write(&path, vec![7; length]).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        assert!(matches!(SecretKeys::open(&path, &Doors::system()), Err(KeyError::WrongLength(_))));
    }
}

#[test]
fn everybody_who_starts_at_once_gets_the_same_key() {
    let folder = Folder::new();
    let path = folder.path().join("secret.key");
    let keys: Vec<_> = std::thread::scope(|scope| {
        let open = || format!("{:?}", SecretKeys::open(&path, &Doors::system()).unwrap());
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(keys.iter().all(|key| key == &keys[0]), "{keys:?}");
}

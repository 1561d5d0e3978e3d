//! A send from within the callback is called in the next turn, not lost and not in the same poll.

use crate::support::{Log, assert_empty, new_loop};
use std::cell::RefCell;
use std::rc::Rc;
use weir_loop::{AsyncHandle, Mode};

#[test]
fn a_send_in_the_callback_comes_next_turn() {
    let lp = new_loop();
    let log = Log::default();
    let (l1, l2) = (log.clone(), log.clone());
    let own: Rc<RefCell<Option<AsyncHandle>>> = Rc::default();
    let inside = own.clone();
    let (_, sender) = lp.new_async(move |lp, id| {
        l1.add("async");
        if l1.len() > 3 {
            lp.close_all();
        } else {
            assert!(!lp.is_closing(id));
            inside.borrow().as_ref().unwrap().send();
        }
    });
    let check = lp.new_check(move |_, _| l2.add("check"));
    lp.check_start(check).unwrap();
    sender.send();
    *own.borrow_mut() = Some(sender);
    lp.run(Mode::Default);
    assert_eq!(log.take(), "async check async check async");
    assert_empty(&lp);
}

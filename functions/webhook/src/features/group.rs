//! What needs no customer's data: a command in a group that is not the staff's, and a change of membership.

use store::{Conversation, GroupVisit, MembershipVisit, StoreError};
use telegram::{Call, Html, Screen};

use crate::{
    Shop,
    context::{Handler, Reply, words_for},
    failure::Failure,
    incoming::{GroupCommand, Membership, Origin},
    step::Step,
};

impl Handler for GroupCommand {
    type Found = ();
    type Visit<'a> = GroupVisit;
    type Request = ();
    const APOLOGIZES: bool = false;

    fn visit(&self, _: &Origin) -> GroupVisit {
        GroupVisit
    }

    async fn load(&self, _: &Shop, _: &Origin) -> Result<(), StoreError> {
        Ok(())
    }

    /// Says once that orders are taken in private.
    async fn reply(
        shop: &Shop,
        origin: Origin,
        conversation: &Conversation<Step>,
        (): (),
        (): (),
    ) -> Result<Reply, Failure> {
        if conversation.step == Step::ToldGroup {
            return Ok(Reply::default());
        }
        let text = Html::new(words_for(shop, &origin.sender).message("private-only").html());
        Ok(Reply::of([Call::send(origin.chat, Screen::new(text))]).then(Step::ToldGroup))
    }
}

impl Handler for Membership {
    type Found = ();
    type Visit<'a> = MembershipVisit;
    type Request = ();
    const APOLOGIZES: bool = false;

    fn visit(&self, _: &Origin) -> MembershipVisit {
        MembershipVisit { blocked: self.blocked }
    }

    async fn load(&self, _: &Shop, _: &Origin) -> Result<(), StoreError> {
        Ok(())
    }

    /// Nothing: it was stored with the claim.
    async fn reply(_: &Shop, _: Origin, _: &Conversation<Step>, (): (), (): ()) -> Result<Reply, Failure> {
        Ok(Reply::default())
    }
}
